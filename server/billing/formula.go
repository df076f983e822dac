package billing

import (
	"slices"
	"strings"

	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/file"
	"github.com/expr-lang/expr/parser"
	"github.com/expr-lang/expr/parser/lexer"

	"zhijian/server/platform/errs"
)

// The bounds of a formula.
const (
	maxFormula = 1000 // characters
	maxNodes   = 200
	maxDepth   = 40
)

// formulaVariable is what a formula may ask of a house and a period.
type formulaVariable struct {
	Name  string `json:"name"`
	Code  string `json:"code"`
	Unit  string `json:"unit"`
	Means string `json:"means"`
	of    func(*Inputs) num
}

// variables are known by their Chinese name and by their code.
func variables() []formulaVariable {
	return []formulaVariable{
		{"面积", "area", "㎡", "建筑面积", func(in *Inputs) num { return scaled(in.Area, 100) }},
		{"单价", "price", "元", "收费标准里的单价", func(in *Inputs) num { return scaled(in.price, priceScale) }},
		{"数量", "quantity", "", "这套房屋登记的数量，如车位数", func(in *Inputs) num { return scaled(in.Quantity, milli) }},
		{"系数", "coefficient", "", "标准系数 × 这套房屋的系数", func(in *Inputs) num { return in.factor() }},
		{"用量", "usage", "", "本期用量", func(in *Inputs) num { return scaled(in.Used, milli) }},
		{"上次读数", "last", "", "上次抄表读数", func(in *Inputs) num { return scaled(in.Last, milli) }},
		{"本次读数", "reading", "", "本次抄表读数", func(in *Inputs) num { return scaled(in.Now, milli) }},
		{"楼层", "storey", "层", "所在楼层", func(in *Inputs) num { return whole(in.Floor) }},
		{"月数", "months", "月", "账期包含的月数", func(in *Inputs) num { return whole(in.months) }},
		{"天数", "days", "天", "账期的总天数", func(in *Inputs) num { return whole(in.Of) }},
	}
}

func variableOf(name string) (formulaVariable, bool) {
	all := variables()
	i := slices.IndexFunc(all, func(v formulaVariable) bool { return v.Name == name || v.Code == name })
	if i < 0 {
		return formulaVariable{}, false
	}
	return all[i], true
}

// formula is a checked expression. It has no loop and calls nothing but min,
// max, round, ceil and floor, so that it costs at most maxNodes steps.
type formula struct {
	Text string
	Uses []formulaVariable
	run  number
}

// number and condition are compiled parts. They cannot fail but by a division
// by zero, noted in the frame.
type (
	number    func(*frame) num
	condition func(*frame) bool
)

type frame struct {
	in     *Inputs
	byZero bool
}

// compile checks the text and makes the formula. Error: ErrFormula, with a
// sentence that says what is wrong and where to look.
func compile(text string) (formula, error) {
	text = strings.TrimSpace(text)
	if n := len([]rune(text)); n == 0 || n > maxFormula {
		return formula{}, ErrFormula.Detail("公式要有内容，最多 %d 个字符，现在是 %d 个", maxFormula, n)
	}
	c := compiler{}
	if err := c.literals(text); err != nil {
		return formula{}, err
	}
	tree, err := parser.Parse(text)
	if err != nil {
		return formula{}, ErrFormula.Detail("公式写法有误，请检查括号和运算符是否成对").Because(err)
	}
	run, err := c.number(tree.Node, 0)
	if err != nil {
		return formula{}, err
	}
	if len(c.numbers) != c.used {
		return formula{}, ErrFormula.Detail("公式里有看不懂的数字，请写成 2.10 这样的小数")
	}
	return formula{Text: text, Uses: c.uses, run: run}, nil
}

// eval counts the formula for a house. Error: ErrFormula for a division by zero.
func (f formula) eval(in *Inputs) (num, error) {
	fr := frame{in: in}
	out := f.run(&fr)
	if fr.byZero {
		return num{}, ErrFormula.Detail("公式在这套房屋上除以了零，请检查分母")
	}
	return out, nil
}

// filled is the formula with the values of the house in place of the names.
func (f formula) filled(in Inputs) string {
	out := f.Text
	uses := slices.Clone(f.Uses)
	slices.SortFunc(uses, func(a, b formulaVariable) int { return len(b.Name) - len(a.Name) }) // 上次读数 before 读数
	for _, v := range uses {
		value := v.of(&in).text(4)
		out = strings.ReplaceAll(strings.ReplaceAll(out, v.Name, value), v.Code, value)
	}
	return strings.NewReplacer("*", "×", "/", "÷").Replace(out)
}

// compiler walks the tree. The parser reads decimals as machine floats, so the
// numbers are taken from the text itself, in the same order.
type compiler struct {
	numbers []num
	used    int
	nodes   int
	uses    []formulaVariable
}

func (c *compiler) literals(text string) error {
	l := lexer.New()
	l.Reset(file.NewSource(text))
	for {
		t, err := l.Next()
		if err != nil {
			return ErrFormula.Detail("公式里有看不懂的符号，只能用数字、变量、+ - * / 和括号").Because(err)
		}
		switch t.Kind {
		case lexer.EOF:
			return nil
		case lexer.Number:
			v, ok := parseNum(t.Value)
			if !ok {
				return ErrFormula.Detail("“%s”不是可以用的数字，整数最多 12 位，小数最多 6 位", cut(t.Value, 20))
			}
			c.numbers = append(c.numbers, v)
		case lexer.String, lexer.Bytes:
			return ErrFormula.Detail("公式里不能有文字")
		}
	}
}

func (c *compiler) step(depth int) error {
	if c.nodes++; c.nodes > maxNodes || depth > maxDepth {
		return ErrFormula.Detail("公式太复杂了，请拆成几个收费项目")
	}
	return nil
}

func (c *compiler) number(n ast.Node, depth int) (number, error) {
	if err := c.step(depth); err != nil {
		return nil, err
	}
	switch n := n.(type) {
	case *ast.IntegerNode, *ast.FloatNode:
		return c.literal()
	case *ast.IdentifierNode:
		return c.variable(n.Value)
	case *ast.UnaryNode:
		x, err := c.number(n.Node, depth+1)
		if n.Operator != "-" || err != nil {
			return x, firstOf(err, onlyIf(n.Operator == "+", n.Operator))
		}
		return func(f *frame) num { return x(f).neg() }, nil
	case *ast.BinaryNode:
		return c.binary(n, depth)
	case *ast.ConditionalNode:
		return c.choice(n, depth)
	case *ast.BuiltinNode:
		return c.call(n.Name, n.Arguments, depth)
	case *ast.CallNode:
		return nil, unknownCall(calleeOf(n))
	}
	return nil, ErrFormula.Detail("公式里只能用数字、变量、+ - * /、括号，以及 条件 ? 甲 : 乙")
}

func (c *compiler) literal() (number, error) {
	if c.used >= len(c.numbers) {
		return nil, ErrFormula.Detail("公式里有看不懂的数字，请写成 2.10 这样的小数")
	}
	v := c.numbers[c.used]
	c.used++
	return func(*frame) num { return v }, nil
}

func (c *compiler) variable(name string) (number, error) {
	v, ok := variableOf(name)
	if !ok {
		return nil, ErrFormula.Detail("没有“%s”这个变量，可以用：%s", cut(name, 20), variableNames()).Note("variable", cut(name, 20))
	}
	if !slices.ContainsFunc(c.uses, func(u formulaVariable) bool { return u.Code == v.Code }) {
		c.uses = append(c.uses, v)
	}
	of := v.of
	return func(f *frame) num { return of(f.in) }, nil
}

func variableNames() string {
	var names []string
	for _, v := range variables() {
		names = append(names, v.Name)
	}
	return strings.Join(names, "、")
}

func (c *compiler) binary(n *ast.BinaryNode, depth int) (number, error) {
	if !slices.Contains([]string{"+", "-", "*", "/"}, n.Operator) {
		return nil, onlyIf(false, n.Operator)
	}
	x, err := c.number(n.Left, depth+1)
	if err != nil {
		return nil, err
	}
	y, err := c.number(n.Right, depth+1)
	if err != nil {
		return nil, err
	}
	switch n.Operator {
	case "+":
		return func(f *frame) num { return x(f).add(y(f)) }, nil
	case "-":
		return func(f *frame) num { return x(f).sub(y(f)) }, nil
	case "*":
		return func(f *frame) num { return x(f).mul(y(f)) }, nil
	}
	return func(f *frame) num {
		q, ok := x(f).div(y(f))
		if !ok {
			f.byZero = true
			return whole(0)
		}
		return q
	}, nil
}

func (c *compiler) choice(n *ast.ConditionalNode, depth int) (number, error) {
	when, err := c.condition(n.Cond, depth+1)
	if err != nil {
		return nil, err
	}
	x, err := c.number(n.Exp1, depth+1)
	if err != nil {
		return nil, err
	}
	y, err := c.number(n.Exp2, depth+1)
	if err != nil {
		return nil, err
	}
	return func(f *frame) num {
		if when(f) {
			return x(f)
		}
		return y(f)
	}, nil
}

func (c *compiler) condition(n ast.Node, depth int) (condition, error) {
	b, ok := n.(*ast.BinaryNode)
	if !ok {
		return nil, ErrFormula.Detail("条件请写成比较，例如 面积 > 90 ? 甲 : 乙")
	}
	if err := c.step(depth); err != nil {
		return nil, err
	}
	if b.Operator == "and" || b.Operator == "or" || b.Operator == "&&" || b.Operator == "||" {
		return c.both(b, depth)
	}
	x, err := c.number(b.Left, depth+1)
	if err != nil {
		return nil, err
	}
	y, err := c.number(b.Right, depth+1)
	if err != nil {
		return nil, err
	}
	holds, ok := map[string]func(int) bool{
		">": func(s int) bool { return s > 0 }, ">=": func(s int) bool { return s >= 0 }, "<": func(s int) bool { return s < 0 },
		"<=": func(s int) bool { return s <= 0 }, "==": func(s int) bool { return s == 0 }, "!=": func(s int) bool { return s != 0 },
	}[b.Operator]
	if !ok {
		return nil, ErrFormula.Detail("条件请写成比较，例如 面积 > 90 ? 甲 : 乙")
	}
	return func(f *frame) bool { return holds(x(f).cmp(y(f))) }, nil
}

func (c *compiler) both(b *ast.BinaryNode, depth int) (condition, error) {
	x, err := c.condition(b.Left, depth+1)
	if err != nil {
		return nil, err
	}
	y, err := c.condition(b.Right, depth+1)
	if err != nil {
		return nil, err
	}
	if b.Operator == "and" || b.Operator == "&&" {
		return func(f *frame) bool { return x(f) && y(f) }, nil
	}
	return func(f *frame) bool { return x(f) || y(f) }, nil
}

// call allows the five functions of our own, by their arguments' number.
func (c *compiler) call(name string, args []ast.Node, depth int) (number, error) {
	want, ok := map[string][2]int{"min": {2, 5}, "max": {2, 5}, "round": {1, 1}, "ceil": {1, 1}, "floor": {1, 1}}[name]
	if !ok {
		return nil, unknownCall(name)
	}
	if len(args) < want[0] || len(args) > want[1] {
		return nil, ErrFormula.Detail("函数 %s 的参数个数不对", name)
	}
	parts := make([]number, len(args))
	for i, a := range args {
		var err error
		if parts[i], err = c.number(a, depth+1); err != nil {
			return nil, err
		}
	}
	if name == "min" || name == "max" {
		return extreme(parts, name == "max"), nil
	}
	return func(f *frame) num { return toWhole(parts[0](f), name) }, nil
}

func extreme(parts []number, most bool) number {
	return func(f *frame) num {
		best := parts[0](f)
		for _, p := range parts[1:] {
			if v := p(f); (v.cmp(best) > 0) == most {
				best = v
			}
		}
		return best
	}
}

func toWhole(v num, how string) num {
	w, ok := v.rounded(1)
	if !ok {
		return v // no bill is that large; fen refuses it
	}
	n := whole(w)
	switch {
	case how == "ceil" && n.cmp(v) < 0:
		return whole(w + 1)
	case how == "floor" && n.cmp(v) > 0:
		return whole(w - 1)
	}
	return n
}

func unknownCall(name string) error {
	return ErrFormula.Detail("公式里不能调用“%s”，可以用的函数有：min、max、round、ceil、floor", cut(name, 20))
}

func calleeOf(n *ast.CallNode) string {
	if id, ok := n.Callee.(*ast.IdentifierNode); ok {
		return id.Value
	}
	return "某个对象的方法"
}

func onlyIf(ok bool, operator string) error {
	if ok {
		return nil
	}
	return ErrFormula.Detail("公式里不能用“%s”，可以用 + - * / 和括号", cut(operator, 10))
}

func firstOf(all ...error) error {
	for _, err := range all {
		if err != nil {
			return err
		}
	}
	return nil
}

func isFormula(err error) bool {
	e, ok := errs.From(err)
	return ok && e.Code == ErrFormula.Code
}
