using Souk.Bench.Data;
using Souk.Learning.Splits;

namespace Souk.Bench.Tests.Data;

/// <summary>Each reader finds the counts that its source states.</summary>
public sealed class ReaderTests
{
    [Fact]
    public void Gowalla_has_its_published_size()
    {
        InteractionSplit split = InteractionData.ReadGowalla(PublicData.Require("gowalla"));
        Assert.Equal((29_858, 40_981), (split.Train.Rows, split.Train.Columns));
        Assert.Equal((810_128, 217_242), (split.Train.Count, split.Held.Count));
    }

    [Fact]
    public void Amazon_electronics_has_its_published_size()
    {
        InteractionSplit split = InteractionData.ReadAmazonElectronics(PublicData.Require("amazon_electronics"));
        Assert.Equal((31_887, 4_044), (split.Train.Count, split.Held.Count));
    }

    [Fact]
    public void RetailRocket_has_its_published_size()
    {
        SessionData data = SessionData.ReadRetailRocket(PublicData.Require("retailrocket_session"));
        Assert.Equal(126_168, data.Sessions.Count);
        Assert.Equal(15_132, data.Prefixes.Count);
        Assert.Equal(15_132, data.Targets.Length);
        Assert.Equal([16156, 16156], data.Prefixes[0].ToArray());
        Assert.Equal(16156, data.Targets[0]);
    }

    [Fact]
    public void Amazon_employee_has_its_published_size()
    {
        AmazonEmployeeData data = AmazonEmployeeData.Read(PublicData.Require("amazon_employee"));
        Assert.Equal((32_769, 9, 26_215, 6_554),
            (data.Values.Length, data.Columns.Length, data.TrainRows.Length, data.TestRows.Length));
        Assert.Equal(0.942, data.Labels.Average(), 0.001);
    }

    [Fact]
    public void Frappe_files_have_their_published_sizes()
    {
        (FrappePartialData train, FrappePartialData test) = FrappePartialData.Read(
            PublicData.Require("frappe_partial"));
        Assert.Equal((57_722, 28_860), (train.Rows.Length, test.Rows.Length));
        Assert.All(train.Rows, row => Assert.Equal(10, row.Length));
        (FrappeTopNData topTrain, FrappeTopNData topTest) = FrappeTopNData.Read(PublicData.Require("frappe"));
        Assert.Equal((92_808, 3_387), (topTrain.Items.Length, topTest.Items.Length));
    }

    [Fact]
    public void Weak_label_sets_have_their_published_sizes()
    {
        WeakLabelData youtube = WeakLabelData.ReadYoutube(PublicData.Require("wrench_youtube"), "train");
        Assert.Equal((1_586, 10), (youtube.Texts.Length, youtube.Votes[0].Length));
        WeakLabelData trec = WeakLabelData.ReadTrec(PublicData.Require("wrench_trec"), "test");
        Assert.Equal((500, 68), (trec.Texts.Length, trec.Votes[0].Length));
    }

    [Fact]
    public void PriceRunner_has_its_published_size()
    {
        PriceRunnerData data = PriceRunnerData.Read(PublicData.Require("pricerunner"));
        Assert.Equal((35_311, 10, 13_233),
            (data.Titles.Length, data.CategoryNames.Length, data.Clusters.Distinct().Count()));
    }

    [Fact]
    public void Cdnow_has_its_published_size_and_holdout()
    {
        CdnowData data = CdnowData.Read(PublicData.Require("cdnow"));
        Assert.Equal(2_357, data.Frequency.Length);
        Assert.Equal(1_882, data.HoldoutPurchases.Sum());
    }

    [Fact]
    public void Anomaly_sets_have_the_sizes_of_their_index()
    {
        string folder = PublicData.Require("adbench");
        Assert.Equal(21, AnomalyData.Names(folder).Length);
        AnomalyData mammography = AnomalyData.Read(folder, "23_mammography");
        Assert.Equal((11_183, 6, 260),
            (mammography.IsAnomaly.Length, mammography.Columns, mammography.IsAnomaly.Count(a => a)));
        Assert.True(AnomalyData.ReadPublished(folder, true).ContainsKey(("mammography", "KNN")));
    }

    [Fact]
    public void Fraud_handbook_protocol_A_has_its_published_rows()
    {
        FraudHandbookData data = FraudHandbookData.Read(PublicData.Require("fraud_handbook"));
        Assert.Equal(15, data.FeatureNames.Length);
        Assert.Equal((67_240, 598), (data.TrainRows.Length, data.TrainRows.Count(r => data.Labels[r] > 0)));
        Assert.Equal((58_264, 385), (data.TestRows.Length, data.TestRows.Count(r => data.Labels[r] > 0)));
        double perfect = data.CardPrecision([.. data.TestRows.Select(r => (double)data.Labels[r])]);
        Assert.InRange(perfect, 0.3, 1);
    }

    [Fact]
    public void SplitCsv_keeps_commas_and_quotes_inside_quotes() =>
        Assert.Equal(["5\" tv", "b,c", "d\"e", ""], DataFile.SplitCsv("5\" tv,\"b,c\",\"d\"\"e\","));
}
