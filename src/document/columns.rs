//! The columns of a table as a reader meets its cells. Owns which cell heads which column; must not know
//! what the cells say.

/// Most columns of a table that are told apart.
const MOST: usize = 64;

/// The cells at the head of the columns of a table.
#[derive(Debug, Clone, Default)]
pub(crate) struct Columns {
    /// Number of the block that heads each column; a cell without text makes none.
    heads: Vec<Option<usize>>,
    /// First column of the cell, and the first behind it.
    cell: (usize, usize),
    /// A cell reaches into the rows below, so that places in them are not counted.
    uneven: bool,
}

impl Columns {
    /// A row begins.
    pub(crate) fn start_row(&mut self) {
        self.cell = (0, 0);
    }

    /// A cell of so many columns and rows begins.
    pub(crate) fn start_cell(&mut self, columns: usize, rows: usize) {
        let first = self.cell.1;
        self.cell = (first, first.saturating_add(columns.clamp(1, MOST)));
        self.uneven |= rows > 1;
    }

    /// The cell is a head, and this is the first block in it.
    pub(crate) fn set_head(&mut self, block: usize) {
        let (first, end) = (self.cell.0.min(MOST), self.cell.1.min(MOST));
        if self.heads.len() < end {
            self.heads.resize(end, None);
        }
        for head in &mut self.heads[first..end] {
            head.get_or_insert(block);
        }
    }

    /// The block that heads the column of the cell.
    pub(crate) fn head(&self) -> Option<usize> {
        if self.uneven { None } else { *self.heads.get(self.cell.0)? }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wide_cells_count_for_all_their_columns() {
        let mut columns = Columns::default();
        columns.start_row();
        for (wide, block) in [(1, None), (2, Some(7)), (1, Some(8))] {
            columns.start_cell(wide, 1);
            block.into_iter().for_each(|block| columns.set_head(block));
        }
        columns.start_row();
        let heads: Vec<_> = [1, 1, 1, 1, 9]
            .into_iter()
            .map(|wide| {
                columns.start_cell(wide, 1);
                columns.head()
            })
            .collect();
        assert_eq!(heads, [None, Some(7), Some(7), Some(8), None]);
        columns.start_cell(1, 2);
        columns.start_row();
        columns.start_cell(1, 1);
        columns.start_cell(1, 1);
        assert_eq!(columns.head(), None, "who knows what stands below a tall cell");
        columns.start_cell(usize::MAX, 1);
        columns.set_head(9);
    }
}
