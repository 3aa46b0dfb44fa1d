/** Sends an empty SOAPAction, as many examples do. */

import { Client } from "../client.js";

class EmptyAction extends Client {
  async connect() {
    const soap = await super.connect();
    soap.addHttpHeader("SOAPAction", '""');
    return soap;
  }
}

await EmptyAction.main();
