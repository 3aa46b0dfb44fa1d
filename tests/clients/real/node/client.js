/**
 * A client with the soap package: node client.js setup | poll | fulfil … | refund …
 *
 * It prints its results as one JSON document. README.md describes the steps.
 */

import { readFile } from "node:fs/promises";
import soap from "soap";

const { CENTRA_WSDL, CENTRA_USERNAME, CENTRA_PASSWORD, CENTRA_LOGIN = "body" } = process.env;

/** The API, with a login in the body of a request or, on navision-api, outside it. */
class Centra {
  static async connect(username, password) {
    const login = { username, password };
    const client = await soap.createClientAsync(CENTRA_WSDL);
    if (CENTRA_LOGIN === "basic") client.setSecurity(new soap.BasicAuthSecurity(username, password));
    if (CENTRA_LOGIN === "header") client.addSoapHeader({ login }, "", "tns");
    return new Centra(client, CENTRA_LOGIN === "body" ? { login } : {});
  }

  constructor(client, login) {
    this.client = client;
    this.login = login;
  }

  /** Return the body of an answer; the soap package returns null for an empty element. */
  async call(operation, request) {
    const [answer] = await this.client[`${operation}Async`]({ ...this.login, ...request });
    return answer;
  }

  async events() {
    return (await this.call("events_Get", { type: "all" })).events?.event ?? [];
  }

  async done(events) {
    return outcome(await this.call("events_Done", { event: events.map((event) => event.id) }));
  }

  async update(plural, singular, objects) {
    return outcome(await this.call(`${plural}_Update`, { [plural]: { [singular]: objects } }));
  }
}

function outcome({ success, errors, notices }) {
  return { success, errors: errors?.message ?? [], notices: notices?.message ?? [] };
}

async function setup(centra) {
  const seen = { wrong_login: await wrongLogin(), events: (await centra.events()).length, updates: [] };
  const shop = JSON.parse(await readFile(new URL("../shop.json", import.meta.url), "utf8"));
  for (const step of shop) seen.updates.push(await centra.update(step.update, step.of, step.objects));
  return seen;
}

async function wrongLogin() {
  const centra = await Centra.connect(CENTRA_USERNAME, "wrong");
  try {
    await centra.events();
  } catch (error) {
    return error.root.Envelope.Body.Fault.faultstring;
  }
  return null;
}

async function poll(centra) {
  const events = await centra.events();
  return {
    types: events.map((event) => event.type),
    orders: events.filter((event) => event.type === "order").map((event) => order(event.data.order)),
    done: await centra.done(events),
  };
}

function order({ id, store, internal, products }) {
  const rows = products.product.flatMap((line) =>
    line.sizes.size.map((row) => ({
      product: line.id,
      variation: line.variation.description,
      size: row.id,
      orderitem: row.orderitem.id,
      qty: row.qty,
    })),
  );
  return { id, store, internal, rows };
}

async function fulfil(centra, order, product, orderitem, qty) {
  const row = { orderitem: { id: orderitem }, qty };
  const lines = { product: [{ id: product, sizes: { size: [row] } }] };
  const shipment = { id: `shipment-${order}`, shipped: "yes", products: lines };
  return {
    locked: await centra.update("orders", "order", [{ id: order, locked: "yes" }]),
    shipped: await centra.update("orders", "order", [{ id: order, shipments: { shipment: [shipment] } }]),
    renamed: await centra.update("products", "product", [{ id: product, description: "Pullover" }]),
  };
}

/** Return one piece of the first shipment, as Centra's guide does: no orderitem, the shipment by its order. */
async function refund(centra, order, id, product, variation, size) {
  const line = { id: product, variation: { id: variation }, sizes: { size: [{ id: size, qty: 1 }] } };
  const shipment = {
    id: `${order}-1`,
    appendix: "1",
    refunds: { refund: [{ id, status: "confirmed", products: { product: [line] } }] },
  };
  const sent = { id: order, type: "retail", store: 1, shipments: { shipment: [shipment] } };
  return { refunded: await centra.update("orders", "order", [sent]) };
}

const [step, ...rest] = process.argv.slice(2);
const centra = await Centra.connect(CENTRA_USERNAME, CENTRA_PASSWORD);
console.log(JSON.stringify(await { setup, poll, fulfil, refund }[step](centra, ...rest)));
