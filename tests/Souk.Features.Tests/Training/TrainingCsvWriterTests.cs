using Souk.Core;
using Souk.Features.Reading;
using Souk.Features.Training;
using Souk.Log;

namespace Souk.Features.Tests.Training;

public sealed class TrainingCsvWriterTests
{
    [Fact]
    public void Rows_are_written_as_rfc_4180_says()
    {
        StringWriter text = new();
        using (TrainingCsvWriter csv = new(text, ["a", "b,c", "d", "e", "f"], hasLabel: true))
        {
            csv.Write(new TrainingRow(
                new LogPosition(7), new LogTime(1_500_000), "id \"1\"",
                [
                    FeatureValue.OfWhole(-3), FeatureValue.OfNumber(0.1 + 0.2), FeatureValue.Missing,
                    FeatureValue.OfMoney(Money.Parse("12.5")),
                    FeatureValue.OfList([FeatureValue.OfText("x"), FeatureValue.OfText("y\nz")]),
                ],
                Label: 1, IsMature: false));
        }

        Assert.Equal(
            "position,time,event_id,a,\"b,c\",d,e,f,label,mature\r\n"
            + "7,1970-01-01T00:00:01.500000Z,\"id \"\"1\"\"\",-3,0.30000000000000004,,12.50,\"x;y\nz\",1,0\r\n",
            text.ToString());
    }
}
