/** The store: one file that is replaced atomically, so that it is complete after a crash. */

import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from "node:fs";
import { join } from "node:path";

export class Store {
  constructor(folder) {
    this.path = join(folder, "erp.json");
    this.objects = new Map(existsSync(this.path) ? JSON.parse(readFileSync(this.path, "utf8")) : []);
  }

  /** Write the changes to the file. */
  save() {
    const file = openSync(`${this.path}.new`, "w");
    writeSync(file, JSON.stringify([...this.objects]));
    fsyncSync(file);
    closeSync(file);
    renameSync(`${this.path}.new`, this.path);
  }

  find(type, id) {
    return this.objects.get(`${type} ${id}`);
  }

  put(type, id, entry) {
    this.objects.set(`${type} ${id}`, { ...entry, type, id });
  }

  /** Change the id of the order with this number. */
  rename(number, id) {
    for (const [key, entry] of this.objects) {
      if (entry.type === "order" && entry.fields?.ordernumber === number && entry.id !== id) {
        this.objects.delete(key);
        this.put("order", id, entry);
      }
    }
  }

  state() {
    const found = {};
    for (const { type, id, fields } of this.objects.values()) {
      if (fields) (found[type] ??= []).push({ id, ...fields });
    }
    return found;
  }

  /** Return the orders that need an update. */
  due() {
    return [...this.objects.values()].filter((entry) => entry.type === "order" && entry.fields && !entry.settled);
  }
}
