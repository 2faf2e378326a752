namespace Souk.Learning.Text;

/// <summary>An n-gram of a text and the feature it counts for.</summary>
/// <param name="Text">The n-gram as it stands in the folded text.</param>
/// <param name="Feature">The column of the feature.</param>
public readonly record struct TextTerm(string Text, int Feature);
