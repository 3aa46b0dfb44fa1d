/** Ids are read as numbers, since Centra's own look like some. */

import { Client } from "../client.js";

class ParsesNumbers extends Client {
  id(id) {
    return String(parseInt(id, 10));
  }
}

await ParsesNumbers.main();
