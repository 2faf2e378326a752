using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Souk.Learning.Data;

namespace Souk.Learning.Deep.Training;

/// <summary>A SHA-256 of options and data, to know a training again.</summary>
internal sealed class Fingerprint
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    /// <summary>The hash of everything added.</summary>
    public byte[] Finish() => _hash.GetHashAndReset();

    /// <summary>Adds a text.</summary>
    public Fingerprint Add(string text)
    {
        _hash.AppendData(Encoding.UTF8.GetBytes(text));
        return this;
    }

    /// <summary>Adds plain numbers with their count.</summary>
    public Fingerprint Add<T>(ReadOnlySpan<T> values)
        where T : unmanaged
    {
        _hash.AppendData(BitConverter.GetBytes(values.Length));
        _hash.AppendData(MemoryMarshal.AsBytes(values));
        return this;
    }

    /// <summary>Adds rows; null counts as none.</summary>
    public Fingerprint Add(SparseRows? rows)
    {
        if (rows is null)
        {
            return Add("none");
        }

        Add<int>([rows.Dimension, rows.FieldCount]);
        Add(rows.Starts);
        for (int r = 0; r < rows.Rows; r++)
        {
            Add(rows.Indices(r));
            Add(rows.Values(r));
            Add(rows.Fields(r));
        }

        return this;
    }

    /// <summary>Adds labels and weights.</summary>
    public Fingerprint Add(TrainingTargets targets)
    {
        Add(targets.Labels);
        return Add(targets.Weights);
    }
}
