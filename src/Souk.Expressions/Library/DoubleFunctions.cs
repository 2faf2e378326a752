namespace Souk.Expressions;

/// <summary>Arithmetic of doubles, which never fails, and the logical not.</summary>
internal static class DoubleFunctions
{
    [Function(Operators.Add, Cost = 1)]
    public static double Add(double a, double b) => a + b;

    [Function(Operators.Subtract, Cost = 1)]
    public static double Subtract(double a, double b) => a - b;

    [Function(Operators.Multiply, Cost = 1)]
    public static double Multiply(double a, double b) => a * b;

    [Function(Operators.Divide, Cost = 1)]
    public static double Divide(double a, double b) => a / b;

    [Function(Operators.Negate, Cost = 1)]
    public static double Negate(double a) => -a;

    [Function(Operators.Not, Cost = 1)]
    public static bool Not(bool a) => !a;
}
