using FsCheck;
using FsCheck.Fluent;
using Souk.Log.Format;

namespace Souk.Log.Tests.Format;

public sealed class Crc32CTests
{
    [Fact]
    public void Knows_the_check_value() => Assert.Equal(0xE3069283u, Crc32C.Compute("123456789"u8));

    [Theory]
    [InlineData(0x00, 0x8A9136AAu)]
    [InlineData(0xFF, 0x62A8AB43u)]
    public void Knows_the_values_of_rfc_3720_for_32_equal_bytes(byte value, uint expected) =>
        Assert.Equal(expected, Crc32C.Compute(Enumerable.Repeat(value, 32).ToArray()));

    [Fact]
    public void Equals_the_bitwise_definition_at_every_length_around_the_lanes()
    {
        byte[] bytes = new byte[7000];
        new Random(1).NextBytes(bytes);
        for (int length = 0; length < 200; length++)
            Assert.Equal(Bitwise(bytes.AsSpan(0, length)), Crc32C.Compute(bytes.AsSpan(0, length)));
        foreach (int length in new[] { 3071, 3072, 3073, 3080, 6143, 6144, 6151, 7000 })
            Assert.Equal(Bitwise(bytes.AsSpan(0, length)), Crc32C.Compute(bytes.AsSpan(0, length)));
    }

    [Fact]
    public void Can_be_computed_in_parts() => Prop
        .ForAll(
            ArbMap.Default.ArbFor<byte[]>(),
            ArbMap.Default.ArbFor<byte[]>(),
            (left, right) => Crc32C.Compute(right, Crc32C.Compute(left)) == Bitwise([.. left, .. right]))
        .QuickCheckThrowOnFailure();

    private static uint Bitwise(ReadOnlySpan<byte> bytes)
    {
        const uint reflected = 0x82F63B78;
        uint crc = ~0u;
        foreach (byte value in bytes)
        {
            crc ^= value;
            for (int bit = 0; bit < 8; bit++)
                crc = (crc & 1) == 0 ? crc >> 1 : (crc >> 1) ^ reflected;
        }

        return ~crc;
    }
}
