/**
 * A correct ERP client with the soap package.
 *
 * A run reads pages of events until one is empty. Each page is stored before it is marked done. Then new orders are
 * locked and shipped; a refused update is reported, and repeated in the next run.
 */

import { fileURLToPath } from "node:url";
import { Store } from "./store.js";

const { CENTRA_WSDL, CENTRA_USERNAME, CENTRA_PASSWORD, CENTRA_NAMESPACE, CENTRA_WORKDIR, CENTRA_MARKETS } = process.env;
const PAGES = 50;
const SECONDS = 20;

/** The stored fields of each type; events of other types are only marked done. */
const KEPT = {
  order: ["ordernumber", "status", "locked", "ordertotal", "internalinformation", "other", "ponumber"],
  customer: ["status", "firstname", "lastname", "email"],
  account: ["status", "description"],
  market: ["description"],
  pricelist: ["currency", "description"],
  warehouse: ["description"],
};

export class Client {
  constructor() {
    this.store = new Store(CENTRA_WORKDIR);
  }

  /** Run a command: `poll` or `state`. */
  static async main() {
    const client = new this();
    if (process.argv[2] === "state") {
      console.log(JSON.stringify(client.store.state()));
      return;
    }
    const problems = await client.poll();
    for (const problem of problems) console.error(problem);
    process.exitCode = problems.length ? 1 : 0;
  }

  /** Return the errors. */
  async poll() {
    try {
      await this.drain();
      return await this.followUp();
    } catch (error) {
      return [reason(error)];
    }
  }

  async drain() {
    for (let page = 0; page < PAGES; page++) {
      const events = await this.fetch();
      if (!events.length) return;
      await this.take(events);
    }
  }

  /** Store a page, and then mark its events done. */
  async take(events) {
    for (const event of events) this.apply(event);
    this.store.save();
    await this.done(events.map((event) => text(event.id)));
  }

  apply(event) {
    const [id, type, entry] = [text(event.id), text(event.type), this.id(text(event.entry))];
    if (!(type in KEPT)) return;
    const before = this.store.find(type, entry);
    if (before && Number(before.event) > Number(id)) return; // It was delivered again, after a later event.
    const object = event.data?.[type];
    if (text(event.mission) === "delete") this.store.put(type, entry, { event: id, fields: null });
    else if (object) this.keep(type, entry, object, id);
  }

  keep(type, id, object, event) {
    const names = KEPT[type].filter((name) => object[name] !== undefined);
    const entry = { event, fields: Object.fromEntries(names.map((name) => [name, text(object[name])])) };
    if (type === "order") {
      this.store.rename(entry.fields.ordernumber, id);
      entry.lines = this.lines(object);
      entry.shipped = list(object.shipments?.shipment).length > 0;
      entry.settled = this.store.find(type, id)?.settled ?? false;
    }
    this.store.put(type, id, entry);
  }

  /** Return an id as text. */
  id(id) {
    return id;
  }

  /** Return the lines that can be shipped, without heads of bundles. */
  lines(order) {
    return list(order.products?.product)
      .filter((line) => !this.isBundle(line))
      .map((line) => ({ id: text(line.id), sizes: { size: rows(line) } }))
      .filter((line) => line.sizes.size.length);
  }

  isBundle(line) {
    return text(line.bundleinfo?.isbundle) === "true";
  }

  /** Return the refusals. */
  async followUp() {
    const refused = [];
    for (const order of this.store.due()) {
      try {
        const changes = this.changes(order);
        if (Object.keys(changes).length) {
          this.check(await this.call("orders_Update", { orders: { order: [{ id: order.id, ...changes }] } }));
        }
        this.store.put("order", order.id, { ...order, settled: true });
        this.store.save();
      } catch (error) {
        refused.push(`order ${order.id}: ${reason(error)}`);
      }
    }
    return refused;
  }

  /** Return the changed fields of an order. */
  changes({ id, fields, lines, shipped }) {
    if (["canceled", "pending"].includes(fields.status)) return {}; // a confirmation has an event of its own
    const changes = fields.locked === "yes" ? {} : { locked: "yes" };
    if (lines.length && !shipped) {
      const shipment = { id: `shp-${fields.ordernumber ?? id}`, goodtogo: "yes", products: { product: lines } };
      changes.shipments = { shipment: [shipment] };
    }
    return changes;
  }

  /** Return the next page of events. */
  async fetch() {
    const markets = JSON.parse(CENTRA_MARKETS ?? "null");
    const answer = markets
      ? await this.call("events_GetByMarkets", { type: "all", markets: { market: markets.map((id) => ({ id })) } })
      : await this.call("events_Get", { type: "all" });
    if (answer?.events === undefined) throw new Error("The answer to events_Get holds no events.");
    return list(answer.events?.event);
  }

  async done(ids) {
    this.check(await this.call("events_Done", { event: ids }));
  }

  /** Check a result; notices are ignored. */
  check(result) {
    if (text(result?.success) === "true") return;
    throw new Error(list(result?.errors?.message).map(text).join("; ") || "Centra does not say that it worked.");
  }

  async call(operation, request) {
    this.soap ??= await this.connect();
    const login = { username: CENTRA_USERNAME, password: CENTRA_PASSWORD };
    const [answer] = await this.soap[`${operation}Async`]({ login, ...request }, { timeout: SECONDS * 1000 });
    return answer;
  }

  /** Load the soap package on the first call, because loading is slow. */
  async connect() {
    const { connect } = await import("./soap.js");
    return connect(CENTRA_WSDL, CENTRA_NAMESPACE);
  }
}

/** Return the rows of a line with a remaining quantity, as a shipment lists them. */
function rows(line) {
  return list(line.sizes?.size)
    .filter((row) => Number(text(row.qty)) > 0)
    .map((row) => ({ qty: text(row.qty), orderitem: { id: text(row.orderitem.id) } }));
}

/** Return a list; the soap package returns null for an empty element. */
export function list(value) {
  return value == null ? [] : [value].flat();
}

/** Return the text of an element, also with attributes. */
export function text(value) {
  return String(value?.$value ?? (typeof value === "object" ? "" : value) ?? "");
}

function reason(error) {
  return text(error.root?.Envelope?.Body?.Fault?.faultstring) || error.message;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await Client.main();
