/** The SOAPAction is left empty, as many examples have it. */

import { Client } from "../client.js";

class EmptyAction extends Client {
  async connect() {
    const soap = await super.connect();
    soap.addHttpHeader("SOAPAction", '""');
    return soap;
  }
}

await EmptyAction.main();
