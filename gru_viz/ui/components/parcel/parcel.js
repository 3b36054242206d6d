// Parcel: numbers that are not seen themselves, for whatever on this page asks for them by name.
import { deliver } from "../shared/page.js";
import { revived, unpacked } from "../shared/wire.js";

export default function ({ data }) {
  const { name } = revived(unpacked(data));
  deliver(name, data);
}
