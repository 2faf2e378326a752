using System.Numerics;

namespace Souk.Expressions.Tests;

/// <summary>
/// A second, slow implementation of the language's core to compare with: it walks the tree, knows no types, computes
/// whole numbers without bounds and checks them afterwards. An error is an exception.
/// </summary>
internal sealed class Oracle(CelVariables variables)
{
    private readonly Dictionary<string, CelValue> _locals = [];

    public CelValue Value(Node node) => node switch
    {
        LiteralNode literal => literal.Value,
        IdentifierNode name => _locals.TryGetValue(name.Name, out CelValue local) ? local : Variable(name.Name),
        SelectNode { IsTest: true } select => CelValue.FromBool(
            Value(select.Operand).AsMap.TryGet(CelValue.FromString(select.Field), out _)),
        IndexNode index => At(Value(index.Operand), Value(index.Index)),
        LogicalNode logical => Logical(logical.Operands.Select(o => (Func<CelValue>)(() => Value(o))), !logical.IsAnd),
        ConditionalNode c => Value(c.Condition).AsBool ? Value(c.WhenTrue) : Value(c.WhenFalse),
        ListNode list => CelValue.FromList(CelList.Over([.. list.Items.Select(i => Value(i.Value))])),
        LoopNode loop => Loop(loop),
        BindNode bind => With(bind.Name, Value(bind.Value), bind.Body),
        CallNode call => Call(call.Function, call.Target is null
            ? [.. call.Arguments.Select(Value)]
            : [Value(call.Target), .. call.Arguments.Select(Value)]),
        _ => throw new InvalidOperationException(node.GetType().Name),
    };

    private CelValue Variable(string name) => variables.Has(name) ? variables.Get(name) : throw new OracleException();

    private CelValue With(string name, CelValue value, Node body)
    {
        bool shadows = _locals.TryGetValue(name, out CelValue outer);
        _locals[name] = value;
        try
        {
            return Value(body);
        }
        finally
        {
            _locals.Remove(name);
            if (shadows)
                _locals[name] = outer;
        }
    }

    private static CelValue At(CelValue container, CelValue index)
    {
        if (container.Kind == CelKind.Map)
            return container.AsMap.TryGet(index, out CelValue found) ? found : throw new OracleException();
        return index.AsInt >= 0 && index.AsInt < container.AsList.Count
            ? container.AsList[(int)index.AsInt]
            : throw new OracleException();
    }

    private static CelValue Logical(IEnumerable<Func<CelValue>> operands, bool decisive)
    {
        bool failed = false;
        foreach (Func<CelValue> operand in operands)
        {
            try
            {
                if (operand().AsBool == decisive)
                    return CelValue.FromBool(decisive);
            }
            catch (OracleException)
            {
                failed = true;
            }
        }

        return failed ? throw new OracleException() : CelValue.FromBool(!decisive);
    }

    private CelValue Loop(LoopNode loop)
    {
        CelValue[] items = Value(loop.Range).AsList.ToArray();
        CelValue Body(CelValue item) => With(loop.First, item, loop.Body);
        return loop.Kind switch
        {
            LoopKind.All or LoopKind.Exists => Logical(
                items.Select(i => (Func<CelValue>)(() => Body(i))), loop.Kind == LoopKind.Exists),
            LoopKind.ExistsOne => CelValue.FromBool(items.Count(i => Body(i).AsBool) == 1),
            LoopKind.Map => CelValue.FromList(CelList.Over([.. items.Select(Body)])),
            _ => CelValue.FromList(CelList.Over([.. items.Where(i => Body(i).AsBool)])),
        };
    }

    private static CelValue Call(string function, CelValue[] a) => (function, a) switch
    {
        (Operators.Equal, _) => CelValue.FromBool(a[0] == a[1]),
        (Operators.NotEqual, _) => CelValue.FromBool(a[0] != a[1]),
        (Operators.Less, _) => CelValue.FromBool(Order(a) is -1),
        (Operators.LessEqual, _) => CelValue.FromBool(Order(a) is -1 or 0),
        (Operators.Greater, _) => CelValue.FromBool(Order(a) is 1),
        (Operators.GreaterEqual, _) => CelValue.FromBool(Order(a) is 1 or 0),
        (Operators.Not, _) => CelValue.FromBool(!a[0].AsBool),
        (Operators.In, _) => CelValue.FromBool(a[1].AsList.ToArray().Any(e => e == a[0])),
        (Operators.Negate, _) => a[0].Kind == CelKind.Double
            ? CelValue.FromDouble(-a[0].AsDouble) : Whole(-(BigInteger)a[0].AsInt, false),
        ("dyn", _) => a[0],
        ("size", _) => CelValue.FromInt(a[0].Kind switch
        {
            CelKind.String => a[0].AsString.EnumerateRunes().Count(),
            CelKind.Map => a[0].AsMap.Count,
            _ => a[0].AsList.Count,
        }),
        ("string", _) => CelValue.FromString(a[0].ToString()),
        ("double", _) => CelValue.FromDouble(a[0].AsInt),
        ("int", _) => ToInt(a[0]),
        ("contains", _) => CelValue.FromBool(a[0].AsString.Contains(a[1].AsString, StringComparison.Ordinal)),
        ("startsWith", _) => CelValue.FromBool(a[0].AsString.StartsWith(a[1].AsString, StringComparison.Ordinal)),
        ("endsWith", _) => CelValue.FromBool(a[0].AsString.EndsWith(a[1].AsString, StringComparison.Ordinal)),
        _ => Arithmetic(function, a[0], a[1]),
    };

    private static CelValue ToInt(CelValue value) => value.Kind switch
    {
        CelKind.Uint => Whole(value.AsUint, false),
        // The specification's tests ask for an error at exactly the smallest int, too.
        CelKind.Double => double.IsFinite(value.AsDouble) && value.AsDouble > long.MinValue
            ? Whole(new BigInteger(value.AsDouble), false) : throw new OracleException(),
        CelKind.String => long.TryParse(value.AsString, out long parsed)
            ? CelValue.FromInt(parsed) : throw new OracleException(),
        _ => value,
    };

    private static int? Order(CelValue[] a)
    {
        if (IsNumber(a[0]) && IsNumber(a[1]))
        {
            if (a[0].Kind != CelKind.Double && a[1].Kind != CelKind.Double)
                return ToBig(a[0]).CompareTo(ToBig(a[1]));
            double x = ToDouble(a[0]);
            double y = ToDouble(a[1]);
            return double.IsNaN(x) || double.IsNaN(y) ? null : x.CompareTo(y);
        }

        if (a[0].Kind != a[1].Kind)
            throw new OracleException();
        return a[0].Kind switch
        {
            CelKind.Bool => a[0].AsBool.CompareTo(a[1].AsBool),
            CelKind.String => OrderOfRunes(a[0].AsString, a[1].AsString),
            _ => throw new OracleException(),
        };
    }

    private static int OrderOfRunes(string a, string b)
    {
        int[] x = [.. a.EnumerateRunes().Select(r => r.Value)];
        int[] y = [.. b.EnumerateRunes().Select(r => r.Value)];
        return Math.Sign(x.AsSpan().SequenceCompareTo(y));
    }

    private static bool IsNumber(CelValue v) => v.Kind is CelKind.Int or CelKind.Uint or CelKind.Double;

    private static BigInteger ToBig(CelValue v) => v.Kind == CelKind.Int ? v.AsInt : v.AsUint;

    private static double ToDouble(CelValue v) =>
        v.Kind == CelKind.Int ? v.AsInt : v.Kind == CelKind.Uint ? v.AsUint : v.AsDouble;

    private static CelValue Arithmetic(string function, CelValue a, CelValue b)
    {
        switch (a.Kind)
        {
            case CelKind.String:
                return CelValue.FromString(a.AsString + b.AsString);
            case CelKind.List:
                return CelValue.FromList(CelList.Over([.. a.AsList.ToArray(), .. b.AsList.ToArray()]));
            case CelKind.Double:
                double x = a.AsDouble;
                double y = b.AsDouble;
                return CelValue.FromDouble(function switch
                {
                    Operators.Add => x + y,
                    Operators.Subtract => x - y,
                    Operators.Multiply => x * y,
                    _ => x / y,
                });
            default:
                BigInteger p = ToBig(a);
                BigInteger q = ToBig(b);
                if (q.IsZero && function is (Operators.Divide or Operators.Modulo))
                    throw new OracleException();
                // The remainder of the smallest int by -1 is an overflow, as in the reference implementation.
                BigInteger result = function switch
                {
                    Operators.Add => p + q,
                    Operators.Subtract => p - q,
                    Operators.Multiply => p * q,
                    Operators.Divide => BigInteger.Divide(p, q),
                    _ => p == long.MinValue && q == -1 ? throw new OracleException() : BigInteger.Remainder(p, q),
                };
                return Whole(result, a.Kind == CelKind.Uint);
        }
    }

    private static CelValue Whole(BigInteger value, bool isUnsigned)
    {
        if (isUnsigned)
            return value >= 0 && value <= ulong.MaxValue
                ? CelValue.FromUint((ulong)value) : throw new OracleException();
        return value >= long.MinValue && value <= long.MaxValue
            ? CelValue.FromInt((long)value) : throw new OracleException();
    }
}
