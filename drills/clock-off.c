/*
 * A clock that is off: preloaded into a JVM, it adds CLOCK_OFF_SECONDS to the time of day. Clocks that only measure are left alone,
 * and a wait up to a time of day, which the kernel ends by its own, ends when this one says so.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/time.h>
#include <time.h>

static int (*real_clock)(clockid_t, struct timespec *);
static int (*real_wait)(pthread_cond_t *, pthread_mutex_t *, const struct timespec *);
static long offset;

/* The first to ask may be another library's constructor. */
static void prepare(void) {
  if (real_clock) {
    return;
  }
  const char *given = getenv("CLOCK_OFF_SECONDS");
  offset = given ? atol(given) : 0;
  /* There may be an older one of that name, for programs of another age. */
  void *wait = dlvsym(RTLD_NEXT, "pthread_cond_timedwait", "GLIBC_2.3.2");
  real_wait = wait ? wait : dlsym(RTLD_NEXT, "pthread_cond_timedwait");
  real_clock = dlsym(RTLD_NEXT, "clock_gettime");
}

int clock_gettime(clockid_t clock, struct timespec *now) {
  prepare();
  int result = real_clock(clock, now);
  if (result == 0 && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)) {
    now->tv_sec += offset;
  }
  return result;
}

int gettimeofday(struct timeval *restrict now, void *restrict zone) {
  (void)zone;
  struct timespec precise;
  clock_gettime(CLOCK_REALTIME, &precise);
  now->tv_sec = precise.tv_sec;
  now->tv_usec = precise.tv_nsec / 1000;
  return 0;
}

time_t time(time_t *to) {
  struct timespec precise;
  clock_gettime(CLOCK_REALTIME, &precise);
  if (to) {
    *to = precise.tv_sec;
  }
  return precise.tv_sec;
}

int pthread_cond_timedwait(pthread_cond_t *restrict condition, pthread_mutex_t *restrict mutex,
                           const struct timespec *restrict until) {
  prepare();
  struct timespec real = *until;
  /* glibc's mark of a condition that waits by the monotonic clock. */
  if (!(condition->__data.__wrefs & 2)) {
    real.tv_sec -= offset;
  }
  return real_wait(condition, mutex, &real);
}
