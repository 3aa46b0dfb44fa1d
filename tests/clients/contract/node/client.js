/**
 * An ERP that keeps its side of the contract, with the soap package.
 *
 * A run reads pages of events until one is empty. Each page is stored for good, and only then done. Then new orders are
 * locked and shipped; what is refused is said, and tried again in the next run.
 */

import { fileURLToPath } from "node:url";
import { Store } from "./store.js";

const { CENTRA_WSDL, CENTRA_USERNAME, CENTRA_PASSWORD, CENTRA_NAMESPACE, CENTRA_WORKDIR, CENTRA_MARKETS } = process.env;
const PAGES = 50;
const SECONDS = 20;

/** What is kept of each type, by name; other types are done without a look. */
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

  /** What could not be done. */
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

  /** Done is what is stored. */
  async take(events) {
    for (const event of events) this.apply(event);
    this.store.save();
    await this.done(events.map((event) => text(event.id)));
  }

  apply(event) {
    const [id, type, entry] = [text(event.id), text(event.type), this.id(text(event.entry))];
    if (!(type in KEPT)) return;
    const before = this.store.find(type, entry);
    if (before && Number(before.event) > Number(id)) return; // It comes again after its successors.
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

  /** An id is a text, whatever it looks like. */
  id(id) {
    return id;
  }

  /** What can be shipped: the lines with their rows, but no head of a bundle. */
  lines(order) {
    return list(order.products?.product)
      .filter((line) => !this.isBundle(line))
      .map((line) => ({ id: text(line.id), sizes: { size: rows(line) } }))
      .filter((line) => line.sizes.size.length);
  }

  isBundle(line) {
    return text(line.bundleinfo?.isbundle) === "true";
  }

  /** What was refused. */
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

  /** What is to change in an order, and nothing else. */
  changes({ id, fields, lines, shipped }) {
    if (fields.status === "canceled") return {};
    const changes = fields.locked === "yes" ? {} : { locked: "yes" };
    if (lines.length && !shipped) {
      const shipment = { id: `shp-${fields.ordernumber ?? id}`, goodtogo: "yes", products: { product: lines } };
      changes.shipments = { shipment: [shipment] };
    }
    return changes;
  }

  /** The next page of events. */
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

  /** Notices are no failure. */
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

  /** Only who calls loads the soap package: it takes longer than all else. */
  async connect() {
    const { connect } = await import("./soap.js");
    return connect(CENTRA_WSDL, CENTRA_NAMESPACE);
  }
}

/** The rows of a line of which something is left, as a shipment names them. */
function rows(line) {
  return list(line.sizes?.size)
    .filter((row) => Number(text(row.qty)) > 0)
    .map((row) => ({ qty: text(row.qty), orderitem: { id: text(row.orderitem.id) } }));
}

/** A list, though an element without content comes as null. */
export function list(value) {
  return value == null ? [] : [value].flat();
}

/** A text, also of an element that has attributes. */
export function text(value) {
  return String(value?.$value ?? (typeof value === "object" ? "" : value) ?? "");
}

function reason(error) {
  return text(error.root?.Envelope?.Body?.Fault?.faultstring) || error.message;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await Client.main();
