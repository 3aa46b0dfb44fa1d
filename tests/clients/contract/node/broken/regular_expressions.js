/** Finds events in the text of the answer, with the namespace prefix of today. */

import { Client } from "../client.js";

class RegularExpressions extends Client {
  async connect() {
    const soap = await super.connect();
    const read = soap.httpClient.handleResponse.bind(soap.httpClient);
    soap.httpClient.handleResponse = (request, response, body) => {
      this.text = body;
      return read(request, response, body);
    };
    return soap;
  }

  async fetch() {
    const events = await super.fetch();
    const found = this.text.matchAll(/<ns1:event>\s*<ns1:id>(\d+)<\/ns1:id>/g);
    const seen = new Set(Array.from(found, ([, id]) => id));
    return events.filter((event) => seen.has(String(event.id)));
  }
}

await RegularExpressions.main();
