/* A disk whose flush takes longer: preloaded into PostgreSQL, it adds FLUSH_MICROS to each fdatasync, after the real one. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdlib.h>
#include <time.h>

int fdatasync(int file) {
  static int (*flush)(int);
  static long micros = -1;
  if (!flush) {
    const char *given = getenv("FLUSH_MICROS");
    micros = given ? atol(given) : 0;
    flush = (int (*)(int))dlsym(RTLD_NEXT, "fdatasync");
  }
  int result = flush(file);
  int error = errno;
  struct timespec left = {micros / 1000000, micros % 1000000 * 1000};
  while (nanosleep(&left, &left) == -1 && errno == EINTR) {
  }
  errno = error;
  return result;
}
