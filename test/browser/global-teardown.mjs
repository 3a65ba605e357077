export default async function stopDemonstration() {
  await globalThis.lifeledgerDemonstration?.remove();
}
