// Arrays: numbers as Python sends them.
// Little-endian float32, row by row.
export function decode(base64) {
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  return new Float32Array(bytes.buffer);
}
