package io.holdfast.drill;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;

/** A message of PostgreSQL's protocol, version 3. Immutable: nobody changes the body. */
final class WireMessage {

  /** The type of the first message, which has none. */
  static final char STARTUP = 0;

  private static final int CANCEL = 80877102;
  private static final int SSL = 80877103;
  private static final int GSS = 80877104;

  private final char type;
  private final byte[] body;

  private WireMessage(char type, byte[] body) {
    this.type = type;
    this.body = body;
  }

  /** Its first byte. */
  char type() {
    return type;
  }

  /** What follows the length. */
  byte[] body() {
    return body;
  }

  /** How a connection begins. */
  static WireMessage readStartup(DataInputStream in) throws IOException {
    return new WireMessage(STARTUP, readBody(in));
  }

  static WireMessage read(DataInputStream in) throws IOException {
    return new WireMessage((char) in.readUnsignedByte(), readBody(in));
  }

  private static byte[] readBody(DataInputStream in) throws IOException {
    var length = in.readInt() - 4;
    if (length < 0) {
      throw new IOException("not PostgreSQL's protocol: a length of " + length);
    }
    var body = in.readNBytes(length);
    if (body.length < length) {
      throw new EOFException();
    }
    return body;
  }

  void write(DataOutputStream out) throws IOException {
    if (type != STARTUP) {
      out.writeByte(type);
    }
    out.writeInt(body.length + 4);
    out.write(body);
  }

  /** Whether a connection asks to be encrypted, and wants one byte for an answer. */
  boolean asksForEncryption() {
    return code() == SSL || code() == GSS;
  }

  /** Whether it is no connection at all, but asks to cancel what another one does. */
  boolean isCancel() {
    return code() == CANCEL;
  }

  private int code() {
    return body.length < Integer.BYTES ? 0 : ByteBuffer.wrap(body).getInt();
  }

  /** The text up to the next zero byte. */
  String text(int from) {
    return new String(body, from, end(from) - from, UTF_8);
  }

  /** The place behind that text. */
  int after(int from) {
    return end(from) + 1;
  }

  private int end(int from) {
    for (var i = from; i < body.length; i++) {
      if (body[i] == 0) {
        return i;
      }
    }
    return body.length;
  }

  @Override
  public String toString() {
    return type + "[" + body.length + "]";
  }
}
