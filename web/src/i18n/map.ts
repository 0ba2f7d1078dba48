// Words of what lies on the map and its tables, fetched with their code: Thai here, English with the other English words.
import { computed } from "@preact/signals";
import { lang } from "../state/view";
import { otherEnglish } from "./index";

export const mapTh = {
  layer_cells: "พื้นที่กระจุกตัวรายช่อง (Gi*)",
  layer_risk: "จุดเสี่ยง",
  layer_grid: "กริดทางทหาร (MGRS)",
  grid_note: "WGS 84 โซน 47 และ 48 บรรจบกันที่ 102° ตะวันออก เส้น 100 กม. ซูมเข้าเป็น 10 กม. และ 1 กม.",
  one_hotspot_map: "แสดงรายอำเภอหรือรายช่องทีละแบบ",

  cell_size: "ขนาดช่อง",
  cell_km: (km: string) => `${km} กม.`,
  cell_hint: "ช่องเล็กที่มีเหตุน้อยไวเกินจริง เริ่มที่ 5 กม.",
  cells_sentence: (n: string, what: string, when: string, km: string, tested: string) =>
    `${n} เหตุมีพิกัด ${what} ${when} ช่อง ${km} กม. จำนวน ${tested} ช่องในอำเภอชายแดน Gi* ควบคุมอัตราพบผิด (FDR) 10, 5, 1 %`,
  cells_not_enough: (n: string, what: string, when: string) =>
    n === "0"
      ? `ไม่มีเหตุมีพิกัดในอำเภอชายแดน ${what} ${when}`
      : `${n} เหตุมีพิกัด ${what} ${when} ข้อมูลไม่พอ (ต้องมีอย่างน้อย 30) ช่องที่เห็นคือช่องที่มีเหตุ ยังไม่ได้ทดสอบ`,
  cells_unlocated: (n: string) => `ไม่มีพิกัดจึงไม่อยู่ในช่อง ${n}`,
  cells_outside: (n: string) => `นอกอำเภอชายแดน ${n}`,
  by_district: "รายอำเภอ",
  col_cell: "ช่อง",

  hottest: "เด่นสุด",
  none_stands_out: "ไม่มีอำเภอใดเด่นอย่างมีนัยสำคัญ",

  risk_n: (n: string) => `${n} จุด`,
  risk_legend: "เติมสีจากปลายขึ้นไปตามความรุนแรง 1–5 เส้นประ = ตำแหน่งโดยประมาณ ขีดบน = ตัวอย่างสมมติ",
  risk_synthetic: "มีจุดเสี่ยงที่เป็นตัวอย่างสมมติ ไม่ใช่ข้อมูลจริง",

  format: "รูปแบบพิกัด",
  formats: { mgrs: "MGRS", utm: "UTM", dms: "องศา ลิปดา", degrees: "องศาทศนิยม" } as Record<string, string>,
  at_cursor: "ที่เมาส์",
  at_centre: "กลางแผนที่",
  at_chosen: "จุดที่เลือก",
  copy_position: (text: string) => `คัดลอกพิกัด ${text} WGS 84`,
  copied: (text: string) => `คัดลอกแล้ว: ${text} (WGS 84)`,
  not_copied: "คัดลอกไม่ได้ เบราว์เซอร์ไม่อนุญาต",

  datum: "พิกัดอ้างอิงของข้อความนี้",
  datum_wgs84: "WGS 84",
  datum_indian: "Indian 1975 (แผนที่เก่า)",
  looks_like_position: "ข้อความนี้ดูเป็นพิกัด กด Enter เพื่อไปที่นั่น",
  not_a_position: "อ่านเป็นพิกัดไม่ได้",
  went_to: (text: string) => `ไปที่ ${text}`,
  shifted: (m: string) => `แปลงจาก Indian 1975 เลื่อนไป ${m}`,
  notes: {
    swapped: "ละติจูดกับลองจิจูดสลับกัน จึงสลับกลับ",
    datum_assumed: "ไม่ได้ระบุพื้นหลักฐาน จึงถือเป็น WGS 84 หากเป็น Indian 1975 จะคลาดได้ ±520 ม.",
    zone_assumed: "ไม่ได้ระบุโซน จึงหาโซนจากตัวอักษร",
    zone_from_letters: "ไม่ได้ระบุโซน จึงหาโซนจากตัวอักษร",
  } as Record<string, string>,

  basemap: "แผนที่ฐาน",
  basemap_offline: "แผนที่ออฟไลน์",
  basemap_failed: "โหลดแผนที่ฐานนี้ไม่ได้ ชั้นข้อมูลอื่นยังแสดงตามปกติ",
  tiles_failed: "โหลดแผนที่บางส่วนไม่ได้ ส่วนที่เห็นคือที่ได้รับล่าสุด",

  print: "พิมพ์แผนที่",
  print_a4: "พิมพ์ A4 แนวนอน",
  print_a3: "พิมพ์ A3 แนวนอน",
  north: "เหนือ",
  print_source: (source: string) => `แหล่งข้อมูล: ${source}`,
};
export type MapWords = typeof mapTh;

export const m = computed<MapWords>(() => (lang.value === "th" ? mapTh : (otherEnglish.value?.mapEn ?? mapTh)));
