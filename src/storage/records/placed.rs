//! The columns that hold what the placing rule says, which versions of reports and risk points have alike.

/// Makes a row whose columns of the placement are empty, from its other columns.
macro_rules! unplaced {
    ($record:ident { $($columns:tt)* }) => {
        $record {
            $($columns)*
            method: String::new(),
            country: None,
            district: None,
            tambon: None,
            province: None,
            routed_to: None,
            edge_distance_m: None,
            doubt: None,
            second_choice: None,
            crossing: None,
            crossing_distance_m: None,
            border: None,
            border_km: None,
            border_distance_m: None,
            bank: None,
        }
    };
}

/// Turns a placement into the columns of a row and back.
macro_rules! has_placement {
    ($record:ident) => {
        impl $record {
            /// Fills everything that the placing rule says.
            fn placed(self, placement: &crate::domain::Placement) -> Self {
                use crate::storage::records::stored_code;
                let code = |district: crate::domain::DistrictCode| stored_code(district.number());
                Self {
                    method: placement.method.to_string(),
                    country: placement.country.map(|c| c.to_string()),
                    district: placement.district.and_then(code),
                    tambon: placement.tambon.and_then(|t| stored_code(t.number())),
                    province: placement.province.and_then(|p| stored_code(p.number())),
                    routed_to: placement.routed_to.and_then(code),
                    edge_distance_m: placement.edge_distance_m,
                    doubt: placement.doubt.map(|d| d.to_string()),
                    second_choice: placement.second_choice.and_then(code),
                    crossing: placement.crossing.as_ref().map(|c| c.crossing.to_string()),
                    crossing_distance_m: placement.crossing.as_ref().map(|c| c.distance_m),
                    border: placement.border.map(|b| b.border.to_string()),
                    border_km: placement.border.map(|b| b.km),
                    border_distance_m: placement.border.map(|b| b.distance_m),
                    bank: placement.border.map(|b| b.bank.to_string()),
                    ..self
                }
            }

            /// Returns where the placing rule put it.
            pub(in crate::storage) fn placement(
                &self,
            ) -> Result<crate::domain::Placement, crate::storage::StorageError> {
                use crate::domain::{BorderRelation, NearestCrossing, Placement};
                let row = self.itself();
                let crossing = match (&self.crossing, self.crossing_distance_m) {
                    (Some(id), Some(distance_m)) => {
                        Some(NearestCrossing { crossing: row.read(id)?, distance_m })
                    }
                    _ => None,
                };
                let border = match (&self.border, self.border_km, self.border_distance_m, &self.bank) {
                    (Some(border), Some(km), Some(distance_m), Some(bank)) => Some(BorderRelation {
                        border: row.read(border)?,
                        km,
                        distance_m,
                        bank: row.read(bank)?,
                    }),
                    _ => None,
                };
                Ok(Placement {
                    method: row.read(&self.method)?,
                    country: row.read_some(self.country.as_deref())?,
                    district: row.code_some(self.district)?,
                    tambon: row.code_some(self.tambon)?,
                    province: row.code_some(self.province)?,
                    routed_to: row.code_some(self.routed_to)?,
                    edge_distance_m: self.edge_distance_m,
                    doubt: row.read_some(self.doubt.as_deref())?,
                    second_choice: row.code_some(self.second_choice)?,
                    crossing,
                    border,
                })
            }
        }
    };
}

pub(super) use {has_placement, unplaced};
