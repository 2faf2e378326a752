using System.Globalization;

namespace Souk.Expressions.Tests;

/// <summary>
/// Random expressions as source text over the variables of <see cref="Variables"/>; mostly, but not always, of fitting
/// types.
/// </summary>
internal sealed class ExpressionGenerator(int seed)
{
    private readonly Random _random = new(seed);
    private int _loops;

    public static Dictionary<string, CelType> Variables { get; } = new()
    {
        ["i"] = CelType.Int,
        ["u"] = CelType.Uint,
        ["d"] = CelType.Double,
        ["b"] = CelType.Bool,
        ["s"] = CelType.String,
        ["li"] = CelType.List(CelType.Int),
        ["m"] = CelType.Map(CelType.String, CelType.Int),
        ["x"] = CelType.Dyn,
        ["missing"] = CelType.Int,
    };

    public CelVariables Values()
    {
        CelVariables values = new();
        values["i"] = CelValue.FromInt(Pick(0L, 1, -1, 7, long.MaxValue, long.MinValue));
        values["u"] = CelValue.FromUint(Pick(0UL, 1UL, 9UL, ulong.MaxValue));
        values["d"] = CelValue.FromDouble(Pick(0.0, -1.5, 7, double.NaN, double.PositiveInfinity, 9007199254740992));
        values["b"] = CelValue.FromBool(_random.Next(2) == 0);
        values["s"] = CelValue.FromString(Pick("", "a", "abc", "日本😀"));
        values["li"] = CelValue.FromList(CelList.Over(
            [.. Enumerable.Range(0, _random.Next(4)).Select(n => CelValue.FromInt(n * 3))]));
        values["m"] = CelValue.FromMap(CelMap.Of([new(CelValue.FromString("a"), CelValue.FromInt(4))]));
        values["x"] = Pick(CelValue.Null, CelValue.FromInt(3), CelValue.FromString("a"), CelValue.FromDouble(3));
        return values;
    }

    public string Bool(int depth) => depth <= 0
        ? Pick("true", "false", "b", "has(m.a)", "has(m.z)")
        : _random.Next(12) switch
        {
            0 => $"({Bool(depth - 1)}) && ({Bool(depth - 1)})",
            1 => $"({Bool(depth - 1)}) || ({Bool(depth - 1)}) || ({Bool(depth - 2)})",
            2 => $"!({Bool(depth - 1)})",
            3 => $"({Int(depth - 1)}) {Relation()} ({Int(depth - 1)})",
            4 => $"({Double(depth - 1)}) {Pick("<", "<=", ">", ">=")} ({Number(depth - 1)})",
            5 => $"({Text(depth - 1)}) {Relation()} ({Text(depth - 1)})",
            6 => $"({Dyn(depth - 1)}) {Pick("==", "!=")} ({Dyn(depth - 1)})",
            7 => $"({Int(depth - 1)}) in {List(depth - 1)}",
            8 => Loop(depth, Pick("all", "exists", "exists_one")),
            9 => $"({Text(depth - 1)}).{Pick("contains", "startsWith", "endsWith")}({Text(depth - 1)})",
            10 => $"({Bool(depth - 1)}) ? ({Bool(depth - 1)}) : ({Bool(depth - 1)})",
            _ => $"({Dyn(depth - 1)}) {Relation()} ({Dyn(depth - 1)})",
        };

    public string Int(int depth) => depth <= 0
        ? Pick("i", "missing", "0", "1", "-3", _random.Next(1000).ToString(CultureInfo.InvariantCulture))
        : _random.Next(9) switch
        {
            0 or 1 => $"({Int(depth - 1)}) {Pick("+", "-", "*", "/", "%")} ({Int(depth - 1)})",
            2 => $"-({Int(depth - 1)})",
            3 => $"size({Pick(List(depth - 1), Text(depth - 1), "m")})",
            4 => $"{List(depth - 1)}[{Int(0)}]",
            5 => $"m[{Text(0)}]",
            6 => $"int({Pick(Double(depth - 1), Uint(depth - 1), Text(0))})",
            7 => Bind($"v{_loops++}", depth),
            _ => $"({Bool(depth - 1)}) ? ({Int(depth - 1)}) : ({Int(depth - 1)})",
        };

    private string Bind(string name, int depth) => $"cel.bind({name}, {Int(depth - 1)}, {name} + ({Int(depth - 2)}))";

    private string Uint(int depth) => depth <= 0
        ? Pick("u", "0u", "3u", "18446744073709551615u")
        : $"({Uint(depth - 1)}) {Pick("+", "-", "*", "/", "%")} ({Uint(depth - 1)})";

    private string Number(int depth) => Pick(Int(depth), Uint(depth), Double(depth));

    private string Double(int depth) => depth <= 0
        ? Pick("d", "0.0", "2.5", "-1e3", "double(i)")
        : $"({Double(depth - 1)}) {Pick("+", "-", "*", "/")} ({Double(depth - 1)})";

    private string Text(int depth) => depth <= 0
        ? Pick("s", "''", "'a'", "'ab'", "string(i)")
        : $"({Text(depth - 1)}) + ({Text(depth - 1)})";

    private string List(int depth) => depth <= 0
        ? Pick("li", "[]", "[1, 2, 3]", "[i, 0]")
        : _random.Next(4) switch
        {
            0 => $"({List(depth - 1)} + {List(depth - 1)})",
            1 => $"[{Int(depth - 1)}, {Int(depth - 1)}]",
            2 => Loop(depth, "filter"),
            _ => Loop(depth, "map"),
        };

    private string Dyn(int depth) => _random.Next(6) switch
    {
        0 => "x",
        1 => $"dyn({Int(depth - 1)})",
        2 => $"dyn({Text(depth - 1)})",
        3 => $"dyn({Double(depth - 1)})",
        4 => $"dyn({List(depth - 1)})",
        _ => $"dyn({Bool(depth - 1)})",
    };

    private string Loop(int depth, string macro)
    {
        string variable = $"v{_loops++}";
        string body = macro == "map"
            ? $"{variable} * 2 + ({Int(depth - 2)})"
            : $"{variable} {Relation()} ({Int(depth - 2)}) {Pick("&&", "||")} ({Bool(depth - 2)})";
        return $"{List(depth - 2)}.{macro}({variable}, {body})";
    }

    private string Relation() => Pick("==", "!=", "<", "<=", ">", ">=");

    private T Pick<T>(params T[] choices) => choices[_random.Next(choices.Length)];
}
