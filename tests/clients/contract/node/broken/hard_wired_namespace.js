/** Uses the namespace of the first endpoint in all requests, although endpoints differ in it. */

import { Client } from "../client.js";

class HardWiredNamespace extends Client {
  async connect() {
    const soap = await super.connect();
    const namespace = "http://www.centra.com/webservices/";
    const write = soap.wsdl.objectToDocumentXML.bind(soap.wsdl);
    soap.wsdl.objectToDocumentXML = (name, params, prefix, _namespace, type) => write(name, params, prefix, namespace, type);
    soap.wsdl.xmlnsInEnvelope = soap.wsdl.xmlnsInEnvelope.replaceAll("http://www.silkvms.com/webservices/", namespace);
    return soap;
  }
}

await HardWiredNamespace.main();
