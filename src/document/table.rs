//! A table as a reader meets its cells. Owns which cell begins the row of another and which heads its
//! column; must not know what the cells say.

/// Most columns that are told apart.
const MOST: usize = 64;

/// A table up to the cell that is being read.
#[derive(Debug, Clone, Default)]
pub(crate) struct Table {
    /// Its number in the document.
    number: u32,
    /// Number of the block that heads each column; a cell without text makes none.
    heads: Vec<Option<usize>>,
    /// Number of the block that the row begins with, once there is a row.
    row: Option<usize>,
    /// The row is the head of the table.
    in_head: bool,
    /// First column of the cell, and the first behind it.
    cell: (usize, usize),
    /// A cell reaches into the rows below, so that places in them are not counted.
    uneven: bool,
}

impl Table {
    /// The table of that number, before its first row.
    pub(crate) fn new(number: u32) -> Self {
        Self { number, ..Self::default() }
    }

    /// Its number in the document.
    pub(crate) fn number(&self) -> u32 {
        self.number
    }

    /// Whether a row has begun.
    pub(crate) fn has_rows(&self) -> bool {
        self.row.is_some()
    }

    /// A row begins, with the block of that number or a later one.
    pub(crate) fn start_row(&mut self, block: usize, is_head: bool) {
        (self.row, self.in_head, self.cell) = (Some(block), is_head, (0, 0));
    }

    /// A cell of so many columns and rows begins.
    pub(crate) fn start_cell(&mut self, columns: usize, rows: usize) {
        let first = self.cell.1;
        self.cell = (first, first.saturating_add(columns.clamp(1, MOST)));
        self.uneven |= rows > 1;
    }

    /// Takes in a block of the cell: the numbers of the blocks that begin its row and head its column.
    pub(crate) fn place(&mut self, block: usize) -> (Option<usize>, Option<usize>) {
        if !self.in_head {
            let head = self.heads.get(self.cell.0).copied().flatten();
            return (self.row.filter(|&row| row < block), head.filter(|_| !self.uneven));
        }
        let (first, end) = (self.cell.0.min(MOST), self.cell.1.min(MOST));
        if self.heads.len() < end {
            self.heads.resize(end, None);
        }
        for head in &mut self.heads[first..end] {
            head.get_or_insert(block);
        }
        (None, None)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wide_cells_count_for_all_their_columns() {
        let mut table = Table::default();
        table.start_row(7, true);
        for (wide, block) in [(1, None), (2, Some(7)), (1, Some(8))] {
            table.start_cell(wide, 1);
            block.into_iter().for_each(|block| assert_eq!(table.place(block), (None, None)));
        }
        table.start_row(9, false);
        let places: Vec<_> = [(1, 9), (1, 10), (1, 11), (1, 12), (9, 13)]
            .into_iter()
            .map(|(wide, block)| {
                table.start_cell(wide, 1);
                table.place(block)
            })
            .collect();
        let row = Some(9);
        assert_eq!(places, [(None, None), (row, Some(7)), (row, Some(7)), (row, Some(8)), (row, None)]);
        table.start_cell(1, 2);
        table.start_row(14, false);
        table.start_cell(1, 1);
        table.start_cell(1, 1);
        assert_eq!(table.place(15), (Some(14), None), "who knows what stands below a tall cell");
        table.start_row(16, true);
        table.start_cell(usize::MAX, 1);
        table.start_cell(usize::MAX, 1);
        table.place(16);
    }
}
