namespace Moodle.Sdk.Resolution.VersionFiles.Php;

/// <summary>An expression.</summary>
/// <param name="Line">The line it begins on, from 1.</param>
internal abstract record Expression(int Line);

/// <summary>A number, a string, or a constant that the language itself knows.</summary>
internal sealed record Literal(PhpValue Value, int Line) : Expression(Line);

/// <summary>A string that joins the values of its parts.</summary>
internal sealed record Interpolation(IReadOnlyList<Expression> Parts, int Line) : Expression(Line);

/// <summary>A variable, by name or by a computed name.</summary>
internal sealed record Variable(Expression Name, int Line) : Expression(Line);

/// <summary>A property of an object.</summary>
internal sealed record Property(Expression Target, Expression Name, bool IsNullSafe, int Line) : Expression(Line);

/// <summary>An element of an array, or of a string; no key in <c>$a[] = 1</c>.</summary>
internal sealed record Element(Expression Target, Expression? Key, int Line) : Expression(Line);

/// <summary>An entry of an array literal.</summary>
internal sealed record ArrayItem(Expression? Key, Expression Value, bool IsSpread);

/// <summary>An array literal, or the target of a destructuring assignment; a null item is a place left out.</summary>
internal sealed record ArrayLiteral(IReadOnlyList<ArrayItem?> Items, int Line) : Expression(Line);

/// <summary>A unary operator: <c>! + - ~ @</c>, or a cast by its type.</summary>
internal sealed record Unary(string Operator, Expression Operand, int Line) : Expression(Line);

/// <summary>A binary operator, in its symbol form. Those that may skip their right side say whether it does more than give a value.</summary>
internal sealed record Binary(string Operator, Expression Left, Expression Right, bool RightActs, int Line) : Expression(Line);

/// <summary>A conditional; no second part in <c>a ?: b</c>.</summary>
internal sealed record Ternary(Expression Condition, Expression? Then, Expression Else, int Line) : Expression(Line);

/// <summary>An assignment, with the binary operator of a compound one.</summary>
internal sealed record Assignment(Expression Target, string? Operator, Expression Value, int Line) : Expression(Line);

/// <summary>An assignment by reference.</summary>
internal sealed record ReferenceAssignment(Expression Target, Expression Source, int Line) : Expression(Line);

/// <summary><c>++</c> or <c>--</c>.</summary>
internal sealed record Step(Expression Target, bool IsUp, bool IsPrefix, int Line) : Expression(Line);

/// <summary>A constant by name.</summary>
internal sealed record Constant(string Name, int Line) : Expression(Line);

/// <summary>A call; the callee is a <see cref="Constant"/> where it is a plain function name.</summary>
internal sealed record Call(Expression Callee, IReadOnlyList<Expression> Arguments, int Line) : Expression(Line);

/// <summary><c>new</c> of a named class; no name where it is computed or anonymous.</summary>
internal sealed record New(string? ClassName, int Line) : Expression(Line);

/// <summary><c>clone</c>.</summary>
internal sealed record CloneOf(Expression Source, int Line) : Expression(Line);

/// <summary><c>isset</c>.</summary>
internal sealed record IsSet(IReadOnlyList<Expression> Targets, int Line) : Expression(Line);

/// <summary><c>empty</c>.</summary>
internal sealed record IsEmpty(Expression Target, int Line) : Expression(Line);

/// <summary><c>exit</c>, <c>die</c> or <c>throw</c>: the file goes no further.</summary>
internal sealed record Stop(Expression? Operand, bool IsThrow, int Line) : Expression(Line);

/// <summary>Something whose value only a run could give: an include, a closure, a static member, a match.</summary>
internal sealed record Opaque(string What, IReadOnlyList<Expression> Operands, int Line) : Expression(Line);

/// <summary>A statement.</summary>
/// <param name="Line">The line it begins on, from 1.</param>
internal abstract record Statement(int Line);

/// <summary>Statements one after the other.</summary>
internal sealed record Block(IReadOnlyList<Statement> Statements, int Line) : Statement(Line);

/// <summary>Expressions evaluated for what they do.</summary>
internal sealed record Evaluation(IReadOnlyList<Expression> Expressions, int Line) : Statement(Line);

/// <summary><c>if</c> with its <c>elseif</c> and <c>else</c> (a branch without condition).</summary>
internal sealed record Conditional(IReadOnlyList<(Expression? Condition, Statement Body)> Branches, int Line) : Statement(Line);

/// <summary><c>while</c>, <c>for</c>, or <c>do</c>, whose body runs before the first test. No condition is always true.</summary>
internal sealed record Loop(IReadOnlyList<Expression> Before, IReadOnlyList<Expression> Condition, IReadOnlyList<Expression> After, Statement Body, bool IsBodyFirst, int Line) : Statement(Line);

/// <summary><c>foreach</c>.</summary>
internal sealed record Each(Expression Source, Expression? Key, Expression Value, Statement Body, int Line) : Statement(Line);

/// <summary><c>switch</c>; the default case has no test.</summary>
internal sealed record Switch(Expression Subject, IReadOnlyList<(Expression? Test, Block Body)> Cases, int Line) : Statement(Line);

/// <summary><c>break</c> or <c>continue</c>, out of so many loops.</summary>
internal sealed record Jump(bool IsBreak, int Levels, int Line) : Statement(Line);

/// <summary><c>return</c>: the file ends here.</summary>
internal sealed record Return(Expression? Value, int Line) : Statement(Line);

/// <summary><c>global</c>.</summary>
internal sealed record Global(IReadOnlyList<Expression> Variables, int Line) : Statement(Line);

/// <summary><c>unset</c>.</summary>
internal sealed record Unset(IReadOnlyList<Expression> Targets, int Line) : Statement(Line);

/// <summary><c>const</c> outside of a class.</summary>
internal sealed record ConstantDeclaration(string Name, Expression Value, int Line) : Statement(Line);

/// <summary><c>try</c>.</summary>
internal sealed record Try(Block Body, IReadOnlyList<Block> Catches, Block? Finally, int Line) : Statement(Line);

/// <summary><c>goto</c>, after which nothing is known.</summary>
internal sealed record Goto(int Line) : Statement(Line);
