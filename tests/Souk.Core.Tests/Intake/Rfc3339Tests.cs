using System.Globalization;
using System.Text;
using Souk.Core.Intake;
using Souk.Log;

namespace Souk.Core.Tests.Intake;

public sealed class Rfc3339Tests
{
    [Fact]
    public void RandomTimes_EqualDateTimeOffset_AndComeBackFromFormat()
    {
        Random random = new(11);
        for (int i = 0; i < 20_000; i++)
        {
            DateTimeOffset time = DateTimeOffset.UnixEpoch.AddMicroseconds(random.NextInt64(250_000_000_000_000_000))
                .ToOffset(TimeSpan.FromMinutes(random.Next(-14 * 60, (14 * 60) + 1)));
            string format = random.Next(4) switch
            {
                0 => "yyyy-MM-ddTHH:mm:sszzz",
                1 => "yyyy-MM-ddTHH:mm:ss.fzzz",
                2 => "yyyy-MM-dd HH:mm:ss.ffffffzzz",
                _ => "yyyy-MM-dd't'HH:mm:ss.fffffffzzz",
            };
            string text = time.ToString(format, CultureInfo.InvariantCulture);
            long expected = DateTimeOffset.Parse(text, CultureInfo.InvariantCulture).UtcTicks / 10;
            expected -= DateTime.UnixEpoch.Ticks / 10;
            bool parsed = Rfc3339.TryParse(Encoding.ASCII.GetBytes(text), out LogTime actual);
            Assert.Equal(expected >= 0, parsed);
            Assert.True(!parsed || expected == actual.Microseconds, text);
            Assert.True(Rfc3339.TryParse(Encoding.ASCII.GetBytes(Rfc3339.Format(actual)), out LogTime again));
            Assert.Equal(actual, again);
        }
    }

    [Theory]
    [InlineData("2026-03-01T12:30:00")]
    [InlineData("2026-03-01")]
    [InlineData("2026-02-29T12:30:00Z")]
    [InlineData("2026-13-01T12:30:00Z")]
    [InlineData("2026-03-01T24:00:00Z")]
    [InlineData("2026-03-01T12:60:00Z")]
    [InlineData("2026-03-01T12:30:60Z")]
    [InlineData("2026-03-01T12:30:00.Z")]
    [InlineData("2026-03-01T12:30:00.1234567890Z")]
    [InlineData("2026-03-01T12:30:00+1:00")]
    [InlineData("2026-03-01T12:30:00+24:00")]
    [InlineData("2026-03-01T12:30:00+01:60")]
    [InlineData("2026-03-01T12:30:00Z ")]
    [InlineData("2026-03-01T12:30:00.5")]
    [InlineData("1969-12-31T23:59:59Z")]
    [InlineData("1970-01-01T00:00:00+00:01")]
    [InlineData("0000-01-01T00:00:00Z")]
    [InlineData("2026/03/01T12:30:00Z")]
    [InlineData("2026-03-0xT12:30:00Z")]
    public void WhatIsNoTime_IsRefused(string text) =>
        Assert.False(Rfc3339.TryParse(Encoding.ASCII.GetBytes(text), out _));

    [Fact]
    public void RandomDamage_NeverThrows()
    {
        byte[] good = "2026-03-01T12:30:00.123456+01:00"u8.ToArray();
        Assert.True(Rfc3339.TryParse(good, out _));
        Random random = new(12);
        for (int i = 0; i < 50_000; i++)
        {
            byte[] bad = good[..random.Next(good.Length + 1)];
            for (int change = random.Next(3); change > 0 && bad.Length > 0; change--)
            {
                bad[random.Next(bad.Length)] = (byte)random.Next(random.Next(2) == 0 ? 256 : 64);
            }

            if (Rfc3339.TryParse(bad, out LogTime time))
            {
                Assert.True(Rfc3339.TryParse(Encoding.ASCII.GetBytes(Rfc3339.Format(time)), out _));
            }
        }
    }
}
