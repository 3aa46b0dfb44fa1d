/** A client of the soap package that accepts all that Centra may send. */

import sax from "sax";
import soap from "soap";

const ENVELOPE = "http://schemas.xmlsoap.org/soap/envelope/";

export function connect(wsdl, namespace) {
  return soap.createClientAsync(wsdl, { httpClient: new TidyHttpClient(namespace) });
}

/** Rewrites answers, because the soap package fails on CDATA, comments and changing prefixes. */
class TidyHttpClient extends soap.HttpClient {
  constructor(namespace) {
    super();
    this.namespace = namespace;
  }

  handleResponse(request, response, body) {
    return super.handleResponse(request, response, typeof body === "string" ? tidy(body, this.namespace) : body);
  }
}

/** Return the same XML with fixed prefixes, and only with elements in Centra's namespace. */
function tidy(xml, namespace) {
  const prefixes = { [ENVELOPE]: "SOAP-ENV:", [namespace]: "ns1:" };
  const declared = ` xmlns:SOAP-ENV="${ENVELOPE}" xmlns:ns1="${namespace}"`;
  const written = [];
  const open = [];
  const parser = sax.parser(true, { xmlns: true });
  const isKept = () => open.length > 0 && open.every(Boolean);
  parser.onerror = (error) => {
    throw error;
  };
  parser.onopentag = ({ local, uri }) => {
    const isRoot = !open.length;
    open.push((!uri || uri in prefixes) && `${prefixes[uri] ?? ""}${local}`);
    if (isKept()) written.push(`<${open.at(-1)}${isRoot ? declared : ""}>`);
  };
  parser.onclosetag = () => {
    if (isKept()) written.push(`</${open.at(-1)}>`);
    open.pop();
  };
  parser.ontext = parser.oncdata = (text) => {
    if (isKept()) written.push(text.replace(/[&<>]/g, (character) => `&#${character.charCodeAt(0)};`));
  };
  try {
    parser.write(xml.replace(/^\uFEFF/, "")).close();
  } catch {
    return xml; // The soap package reports what is wrong.
  }
  return written[0]?.startsWith("<SOAP-ENV:Envelope") ? written.join("") : xml;
}
