// Runs scripts one after the other, each as if it were alone: globals and modules of its own, as a page has them.

import { Buffer } from "node:buffer";
import { readFile } from "node:fs/promises";
import process from "node:process";
import { createInterface } from "node:readline";
import { createContext, SourceTextModule } from "node:vm";

// What browsers have, and a language's own globals are without.
const BROWSERS = {
  atob,
  btoa,
  Buffer,
  clearTimeout,
  performance,
  setTimeout,
  structuredClone,
  TextDecoder,
  URL,
};

class Page {
  #context = createContext({ ...BROWSERS });
  #modules = new Map();

  #made(source, address) {
    const imported = async (name) => {
      const module = await this.#fetched(new URL(name, address).href);
      await this.#linked(module);
      await module.evaluate();
      return module;
    };
    return new SourceTextModule(source, {
      context: this.#context,
      identifier: address,
      initializeImportMeta: (meta) => (meta.url = address),
      importModuleDynamically: imported,
    });
  }

  #fetched(address) {
    if (!this.#modules.has(address)) {
      this.#modules.set(
        address,
        readFile(new URL(address), "utf-8").then((source) => this.#made(source, address)),
      );
    }
    return this.#modules.get(address);
  }

  async #linked(module) {
    if (module.status === "unlinked")
      await module.link((name, from) => this.#fetched(new URL(name, from.identifier).href));
  }

  async run(source, address) {
    const module = this.#made(source, address);
    await this.#linked(module);
    await module.evaluate();
    return module.namespace.default();
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  const { source, address } = JSON.parse(line);
  const answer = await new Page().run(source, address).then(
    (value) => ({ value: value ?? null }),
    (error) => ({ error: error?.stack ?? String(error) }),
  );
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
