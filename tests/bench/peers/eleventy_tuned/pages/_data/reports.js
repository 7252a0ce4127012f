import { readFileSync, readdirSync } from "node:fs";

const folder = new URL("../../corpus/reports/", import.meta.url);
export default () =>
  readdirSync(folder).flatMap((name) => JSON.parse(readFileSync(new URL(name, folder), "utf-8")));
