package io.holdfast.platform.database;

import java.nio.ByteBuffer;
import java.sql.Array;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.Oid;
import org.postgresql.jdbc.PgArray;
import org.postgresql.jdbc.PreferQueryMode;

/**
 * Arrays of UUIDs in PostgreSQL's binary form. The driver has none for them: it writes a text that
 * the server has to take apart, one id after the other. Stateless.
 */
final class UuidArray {

  /** Dimensions, whether there are nulls, type; then length and lower bound of the dimension. */
  private static final int HEADER_BYTES = 5 * Integer.BYTES;

  private static final int UUID_BYTES = 2 * Long.BYTES;

  private UuidArray() {}

  /** A parameter that holds these; null for a null. */
  static Array of(Connection connection, @Nullable Object[] ids) throws SQLException {
    var driver = connection.unwrap(BaseConnection.class);
    if (ids.length == 0 || driver.getPreferQueryMode() == PreferQueryMode.SIMPLE) {
      return connection.createArrayOf("uuid", ids);
    }
    var bytes = ByteBuffer.allocate(HEADER_BYTES + ids.length * (Integer.BYTES + UUID_BYTES));
    bytes.putInt(1).putInt(1).putInt(Oid.UUID).putInt(ids.length).putInt(1);
    for (var element : ids) {
      if (element instanceof UUID id) {
        bytes.putInt(UUID_BYTES);
        bytes.putLong(id.getMostSignificantBits()).putLong(id.getLeastSignificantBits());
      } else {
        bytes.putInt(-1);
      }
    }
    var written = new byte[bytes.position()];
    bytes.flip().get(written);
    return new PgArray(driver, Oid.UUID_ARRAY, written);
  }
}
