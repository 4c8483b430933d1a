export default async function () {
  await globalThis.stopTestStack?.();
}
