//! The columns of a table as a reader meets its cells. Owns which cell heads which column; must not know
//! what the cells say.

/// Most columns of a table that are told apart.
const MOST: usize = 64;

/// The cells at the head of the columns of a table.
#[derive(Debug, Clone, Default)]
pub(crate) struct Columns {
    /// Number of the block that heads each column; a cell without text makes none.
    heads: Vec<Option<usize>>,
    /// Cells of the row so far.
    cells: usize,
}

impl Columns {
    /// A row begins.
    pub(crate) fn start_row(&mut self) {
        self.cells = 0;
    }

    /// A cell begins.
    pub(crate) fn start_cell(&mut self) {
        self.cells += 1;
    }

    /// The cell is a head, and this is the first block in it.
    pub(crate) fn set_head(&mut self, block: usize) {
        let Some(column) = self.cells.checked_sub(1).filter(|column| *column < MOST) else { return };
        if self.heads.len() <= column {
            self.heads.resize(column + 1, None);
        }
        self.heads[column].get_or_insert(block);
    }

    /// The block that heads the column of the cell.
    pub(crate) fn head(&self) -> Option<usize> {
        *self.heads.get(self.cells.checked_sub(1)?)?
    }
}
