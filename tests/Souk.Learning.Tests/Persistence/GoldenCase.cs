namespace Souk.Learning.Tests.Persistence;

/// <summary>One kind of model file: how the small committed file was made, and what its model says.</summary>
/// <param name="Name">The kind, which is also the name of the file.</param>
/// <param name="Write">Fits a small model and saves it.</param>
/// <param name="Load">Loads a model and gives what asks it for some predictions.</param>
internal sealed record GoldenCase(string Name, Action<Stream> Write, Func<Stream, Func<double[]>> Load)
{
    public static GoldenCase Of<T>(
        string name, Action<Stream> write, Func<Stream, T> load, Func<T, double[]> predict) =>
        new(name, write, stream =>
        {
            T model = load(stream);
            return () => predict(model);
        });
}
