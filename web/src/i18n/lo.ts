// Lao, the words of the frame only; what is missing falls back to English.
import type { Messages } from "./th";

export const lo: Partial<Messages> = {
  language: "ພາສາ",
  map_label: "ແຜນທີ່",
  filters: "ຕົວກອງ",
  clear: "ລ້າງຕົວກອງ",
  close: "ປິດ",
  time: "ໄລຍະເວລາ",
  day: "ວັນ",
  month: "ເດືອນ",
  year: "ປີ",
  calendar_be: "ພ.ສ.",
  calendar_ce: "ຄ.ສ.",
};
