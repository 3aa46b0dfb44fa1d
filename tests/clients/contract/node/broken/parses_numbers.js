/** Reads ids as numbers. */

import { Client } from "../client.js";

class ParsesNumbers extends Client {
  id(id) {
    return String(parseInt(id, 10));
  }
}

await ParsesNumbers.main();
