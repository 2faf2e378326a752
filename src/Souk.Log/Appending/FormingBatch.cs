namespace Souk.Log.Appending;

/// <summary>Records that gather until the writer thread takes them as one batch.</summary>
internal sealed class FormingBatch(int maxBytes)
{
    private const int InitialBytes = 64 << 10;

    private byte[] _payload = new byte[InitialBytes];

    public List<AppendOperation> Operations { get; } = [];

    public int Bytes { get; private set; }

    public ReadOnlySpan<byte> Payload => _payload.AsSpan(0, Bytes);

    /// <summary>Whether a record fits; one larger than the limit passes alone.</summary>
    public bool HasRoom(int recordBytes) => Bytes == 0 || Bytes + RecordBatch.PrefixBytes + recordBytes <= maxBytes;

    public void Add(ReadOnlySpan<byte> record, AppendOperation operation)
    {
        int needed = Bytes + RecordBatch.PrefixBytes + record.Length;
        if (needed > _payload.Length)
            Array.Resize(ref _payload, Math.Max(needed, 2 * _payload.Length));
        RecordBatch.Write(_payload.AsSpan(Bytes), record);
        Bytes = needed;
        Operations.Add(operation);
    }

    /// <summary>Gives the operations away and begins anew.</summary>
    public AppendOperation[] Clear()
    {
        AppendOperation[] operations = [.. Operations];
        Operations.Clear();
        Bytes = 0;
        return operations;
    }
}
