using Souk.Learning.Persistence;

namespace Souk.Learning.Trees;

/// <summary>How trees are written in a model file: one array for each part of a node, all trees after
/// another.</summary>
internal static class TreeFile
{
    public static void Save(ModelWriter writer, IReadOnlyList<RegressionTree> trees)
    {
        int[] counts = [.. trees.Select(t => t.Count)];
        TreeNode[] nodes = [.. trees.SelectMany(t => Enumerable.Range(0, t.Count).Select(n => t[n]))];
        writer.WriteArray<int>(counts);
        writer.WriteArray<int>(Array.ConvertAll(nodes, n => n.Feature));
        writer.WriteArray<byte>(Array.ConvertAll(nodes, n => n.Bin));
        writer.WriteArray<byte>(Array.ConvertAll(nodes, n => n.MissingRight ? (byte)1 : (byte)0));
        writer.WriteArray<int>(Array.ConvertAll(nodes, n => n.Left));
        writer.WriteArray<float>(Array.ConvertAll(nodes, n => n.Value));
        writer.WriteArray<int>(Array.ConvertAll(nodes, n => n.Cover));
        writer.WriteArray<float>(Array.ConvertAll(nodes, n => n.Gain));
    }

    /// <summary>Reads trees and checks that every way from a root ends in a leaf.</summary>
    public static RegressionTree[] Load(ModelReader reader, FeatureBinner binner)
    {
        int[] counts = reader.ReadArray<int>();
        int[] features = reader.ReadArray<int>();
        byte[] bins = reader.ReadArray<byte>();
        byte[] missing = reader.ReadArray<byte>();
        int[] left = reader.ReadArray<int>();
        float[] values = reader.ReadArray<float>();
        int[] covers = reader.ReadArray<int>();
        float[] gains = reader.ReadArray<float>();
        int total = features.Length;
        if (bins.Length != total || missing.Length != total || left.Length != total || values.Length != total
            || covers.Length != total || gains.Length != total || counts.Sum(c => (long)c) != total)
        {
            throw new InvalidDataException("The arrays of the trees have different lengths.");
        }

        var trees = new RegressionTree[counts.Length];
        int at = 0;
        for (int t = 0; t < trees.Length; t++)
        {
            trees[t] = new RegressionTree();
            int[] depths = new int[Math.Max(counts[t], 1)];
            for (int n = 0; n < counts[t]; n++, at++)
            {
                var node = new TreeNode(
                    features[at], bins[at], missing[at] != 0, left[at], values[at], covers[at], gains[at]);
                Check(node, n, counts[t], binner, depths);
                trees[t].Add(node, depths[n]);
            }
        }

        return trees;
    }

    /// <summary>Children stand after their parent, so a walk always ends.</summary>
    private static void Check(TreeNode node, int number, int count, FeatureBinner binner, int[] depths)
    {
        if (node.IsLeaf)
        {
            return;
        }

        if (node.Feature >= binner.Features || node.Left <= number || node.Left + 1 >= count
            || depths[number] >= BoostedTreesOptions.DepthLimit)
        {
            throw new InvalidDataException($"Node {number} of a tree is damaged.");
        }

        depths[node.Left] = depths[number] + 1;
        depths[node.Left + 1] = depths[number] + 1;
    }
}
