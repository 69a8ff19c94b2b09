//! The elements and attributes that mean something to the reader, and what class each element is
//! of. Owns the names alone; must not know trees nor blocks.

macro_rules! names {
    ($(#[$doc:meta])* $kind:ident { $($variant:ident = $name:literal,)* } else $other:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        #[repr(u8)]
        pub(super) enum $kind { $($variant,)* $other }

        impl $kind {
            /// The name in lower case to the value that stands for it.
            pub(super) fn from_name(name: &[u8]) -> Self {
                match std::str::from_utf8(name).unwrap_or_default() {
                    $($name => Self::$variant,)*
                    _ => Self::$other,
                }
            }
        }
    };
}

names! {
    /// An element, or one of the other nodes of a tree.
    Tag {
        A = "a", Abbr = "abbr", Address = "address", Applet = "applet", Area = "area",
        Article = "article", Aside = "aside", Audio = "audio", B = "b", Base = "base",
        Blockquote = "blockquote", Body = "body", Br = "br", Button = "button", Canvas = "canvas",
        Caption = "caption", Center = "center", Cite = "cite", Code = "code", Col = "col",
        Colgroup = "colgroup", Datalist = "datalist", Dd = "dd", Del = "del", Details = "details",
        Dialog = "dialog", Dir = "dir", Div = "div", Dl = "dl", Dt = "dt", Em = "em",
        Embed = "embed", Fieldset = "fieldset", Figcaption = "figcaption", Figure = "figure",
        Font = "font", Footer = "footer", ForeignObject = "foreignobject", Form = "form", H1 = "h1",
        H2 = "h2", H3 = "h3", H4 = "h4", H5 = "h5", H6 = "h6", Head = "head", Header = "header",
        Hgroup = "hgroup", Hr = "hr", Html = "html", I = "i", Iframe = "iframe", Img = "img",
        Input = "input", Ins = "ins", Kbd = "kbd", Label = "label", Legend = "legend", Li = "li",
        Link = "link", Listing = "listing", Main = "main", Mark = "mark", Marquee = "marquee",
        Math = "math", Menu = "menu", Meta = "meta", Nav = "nav", Noembed = "noembed",
        Noscript = "noscript", Object = "object", Ol = "ol", Optgroup = "optgroup",
        Option = "option", P = "p", Param = "param", Plaintext = "plaintext", Pre = "pre", Q = "q",
        S = "s", Samp = "samp", Script = "script", Search = "search", Section = "section",
        Select = "select", Small = "small", Source = "source", Span = "span", Strike = "strike",
        Strong = "strong", Style = "style", Sub = "sub", Summary = "summary", Sup = "sup",
        Svg = "svg", Table = "table", Tbody = "tbody", Td = "td", Template = "template",
        Textarea = "textarea", Tfoot = "tfoot", Th = "th", Thead = "thead", Time = "time",
        Title = "title", Tr = "tr", Track = "track", Tt = "tt", U = "u", Ul = "ul", Var = "var",
        Video = "video", Wbr = "wbr", Xmp = "xmp",
        // no element can have these names, so that they stand for the other nodes
        Document = "#document", Text = "#text", Comment = "#comment",
    } else Other
}

names! {
    /// An attribute.
    Attr {
        Alt = "alt", AriaHidden = "aria-hidden", Class = "class", Colspan = "colspan", Content = "content",
        Datetime = "datetime", Height = "height", Hidden = "hidden", Href = "href", Id = "id",
        Itemprop = "itemprop", Lang = "lang", Name = "name", Property = "property", Rel = "rel",
        Role = "role", Rowspan = "rowspan", Src = "src", Style = "style", Type = "type", Width = "width",
    } else Other
}

impl Tag {
    /// Number of tags; unknown elements are numbered from here on.
    pub(super) const COUNT: usize = Self::Other as usize;
    /// The six headings.
    pub(super) const HEADINGS: [Self; 6] = [Self::H1, Self::H2, Self::H3, Self::H4, Self::H5, Self::H6];

    /// Never holds anything.
    pub(super) fn is_void(self) -> bool {
        use Tag::*;
        matches!(
            self,
            Area | Base | Br | Col | Embed | Hr | Img | Input | Link | Meta | Param | Source | Track | Wbr
        )
    }

    /// May stand in a page's head.
    pub(super) fn is_head_content(self) -> bool {
        use Tag::*;
        matches!(self, Html | Head | Title | Meta | Link | Base | Script | Style | Noscript | Template)
    }

    /// Level of a heading.
    pub(super) fn heading(self) -> Option<u8> {
        Self::HEADINGS.iter().position(|&h| h == self).map(|at| at as u8 + 1)
    }

    /// Runs on in the line: its end tag never ends a block.
    pub(super) fn is_inline(self) -> bool {
        use Tag::*;
        matches!(
            self,
            A | Abbr
                | B
                | Cite
                | Code
                | Del
                | Em
                | Font
                | I
                | Ins
                | Kbd
                | Label
                | Mark
                | Q
                | S
                | Samp
                | Small
                | Span
                | Strike
                | Strong
                | Sub
                | Sup
                | Time
                | Tt
                | U
                | Var
        )
    }

    /// Stands on lines of its own.
    pub(super) fn is_block(self) -> bool {
        use Tag::*;
        self.closes_paragraph()
            || matches!(
                self,
                Html | Body
                    | Head
                    | Document
                    | Caption
                    | Col
                    | Colgroup
                    | Legend
                    | Optgroup
                    | Option
                    | Tbody
                    | Td
                    | Tfoot
                    | Th
                    | Thead
                    | Tr
                    | Title
            )
    }

    /// Its start tag ends an open paragraph.
    pub(super) fn closes_paragraph(self) -> bool {
        use Tag::*;
        self.heading().is_some()
            || matches!(
                self,
                Address
                    | Article
                    | Aside
                    | Blockquote
                    | Center
                    | Details
                    | Dialog
                    | Dir
                    | Div
                    | Dl
                    | Dd
                    | Dt
                    | Fieldset
                    | Figcaption
                    | Figure
                    | Footer
                    | Form
                    | Header
                    | Hgroup
                    | Hr
                    | Li
                    | Listing
                    | Main
                    | Menu
                    | Nav
                    | Ol
                    | P
                    | Plaintext
                    | Pre
                    | Search
                    | Section
                    | Summary
                    | Table
                    | Ul
                    | Xmp
            )
    }

    /// End tags inside do not reach past it.
    pub(super) fn is_scope(self) -> bool {
        use Tag::*;
        matches!(
            self,
            Applet | Caption | Html | Document | Table | Td | Th | Marquee | Object | Template | Svg | Math
        )
    }

    /// A part of a table.
    pub(super) fn is_table_part(self) -> bool {
        use Tag::*;
        matches!(self, Table | Caption | Colgroup | Tbody | Thead | Tfoot | Tr | Td | Th)
    }
}
