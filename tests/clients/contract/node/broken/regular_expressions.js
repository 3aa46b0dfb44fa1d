/** Events are found in the text of the answer, with the prefix that Centra happens to use. */

import { Client } from "../client.js";

class RegularExpressions extends Client {
  async fetch() {
    const events = await super.fetch();
    const seen = new Set(Array.from(this.soap.lastResponse.matchAll(/<ns1:event>\s*<ns1:id>(\d+)<\/ns1:id>/g), ([, id]) => id));
    return events.filter((event) => seen.has(String(event.id)));
  }
}

await RegularExpressions.main();
