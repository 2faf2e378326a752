namespace Souk.Learning.Text;

/// <summary>Receives the n-grams of a text; implemented by structs so that the scan is compiled for each.</summary>
internal interface INgramSink
{
    /// <summary>Takes one n-gram.</summary>
    /// <param name="hash">Its 64-bit hash; equal n-grams have equal hashes on every machine.</param>
    /// <param name="start">Where it starts in the folded text.</param>
    /// <param name="length">How long it is, with what stands between its words.</param>
    void Add(ulong hash, int start, int length);
}
