namespace Souk.Expressions;

/// <summary>A compiled expression. The result counts only if no fault was raised.</summary>
internal delegate TResult Evaluator<in TContext, out TResult>(TContext context, ref CelFault fault);
