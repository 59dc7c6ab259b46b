package io.holdfast.stock;

import io.holdfast.stock.StoredImports.Due;
import java.io.InputStream;

/** The bytes of an import as they were uploaded, read back piece by piece. Not thread-safe. */
final class UploadedBody extends InputStream {

  private final ImportWork work;
  private final Due upload;
  private byte[] chunk = {};
  private int offset;
  private int position;

  UploadedBody(ImportWork work, Due upload) {
    this.work = work;
    this.upload = upload;
  }

  @Override
  public int read() {
    var one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int start, int length) {
    if (length == 0) {
      return 0;
    }
    if (offset == chunk.length) {
      var next =
          work.read(
              connection -> StoredImports.chunk(connection, upload.shop(), upload.id(), position));
      if (next.isEmpty()) {
        return -1;
      }
      chunk = next.get();
      offset = 0;
      position++;
    }
    var count = Math.min(length, chunk.length - offset);
    System.arraycopy(chunk, offset, target, start, count);
    offset += count;
    return count;
  }
}
