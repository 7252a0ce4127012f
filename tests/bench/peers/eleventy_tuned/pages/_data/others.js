import { readFileSync } from "node:fs";

export default () => JSON.parse(readFileSync(new URL("../../corpus/others.json", import.meta.url), "utf-8"));
