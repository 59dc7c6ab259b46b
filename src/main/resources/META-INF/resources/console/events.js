// The live tail: the shop's own event stream, followed from where the page ends.

const KEPT = 200;
const AGAIN_MILLIS = 1000;

/** Reads server-sent events; unlike EventSource, fetch can name the shop in a header. */
export async function follow(url, headers, cursor, onEvent, onOpen) {
  const response = await fetch(url, { headers: { ...headers, "Last-Event-ID": cursor.id } });
  if (!response.ok) {
    throw Object.assign(new Error(response.statusText), { status: response.status });
  }
  onOpen();
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    text += part.value;
    const messages = text.split("\n\n");
    text = messages.pop();
    for (const message of messages) {
      const fields = Object.fromEntries(
        message.split("\n").map((line) => {
          const colon = line.indexOf(": ");
          return [line.slice(0, colon), line.slice(colon + 2)];
        }),
      );
      cursor.id = fields.id ?? cursor.id;
      if (fields.data) {
        onEvent(JSON.parse(fields.data));
      }
    }
  }
}
