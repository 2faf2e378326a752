using System.Buffers;

namespace Souk.Expressions;

/// <summary>The function names behind the operators.</summary>
internal static class Operators
{
    public const string Add = "_+_";
    public const string Subtract = "_-_";
    public const string Multiply = "_*_";
    public const string Divide = "_/_";
    public const string Modulo = "_%_";
    public const string Negate = "-_";
    public const string Not = "!_";
    public const string Equal = "_==_";
    public const string NotEqual = "_!=_";
    public const string Less = "_<_";
    public const string LessEqual = "_<=_";
    public const string Greater = "_>_";
    public const string GreaterEqual = "_>=_";
    public const string In = "@in";
    public const string Index = "_[_]";

    // No identifier of the language holds one of these characters.
    private static readonly SearchValues<char> Marks = SearchValues.Create("+-*/%!=<>@[");

    public static bool IsOperator(string function) => function.AsSpan().ContainsAny(Marks);

    /// <summary>How the operator is written; the name itself for an ordinary function.</summary>
    public static string Symbol(string function) => IsOperator(function)
        ? function == In ? "in" : function.Replace("_", "", StringComparison.Ordinal)
        : function;

    public static int Precedence(string function) => function switch
    {
        Multiply or Divide or Modulo => 5,
        Add or Subtract => 4,
        _ => 3,
    };
}
