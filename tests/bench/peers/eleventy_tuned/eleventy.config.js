// Templates are plain JavaScript: no template language of Eleventy's is faster.
export default function (eleventy) {
  eleventy.setFreezeReservedData(false);
  return { dir: { input: "pages", output: "public" } };
}
