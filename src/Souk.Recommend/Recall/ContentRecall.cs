using System.Runtime.InteropServices;
using System.Text;
using Souk.Core.Definition;
using Souk.Core.Events;
using Souk.Core.State;
using Souk.Learning.Text;
using Souk.Recommend.Interactions;

namespace Souk.Recommend.Recall;

/// <summary>
/// New objects that are like what the subject likes, by what their profiles say: values of texts, entities and
/// lists, and the words of texts, weighted by how rare they are among the new objects (tf-idf, Salton and Buckley,
/// 1988) and compared by cosine. Nothing is trained, so an object counts from its first event on; once it has been
/// dealt with, the other sources know it.
/// </summary>
internal static class ContentRecall
{
    // Who has been liked this often is known to the other sources by what goes with it.
    private const int Unknown = 5;

    // Longer texts are descriptions, whose later words say little.
    private const int MostWords = 32;
    private const int MostCharacters = 512;

    /// <summary>New objects like those that the subject likes, or says it prefers.</summary>
    internal static void Content(RecallContext context, CandidatePool pool)
    {
        Dictionary<ulong, double> wanted = Wanted(context);
        if (wanted.Count == 0)
        {
            return;
        }

        List<(uint Object, HashSet<ulong> Terms)> newcomers = [];
        Dictionary<ulong, int> frequencies = [];
        foreach (uint target in context.Space.Newcomers())
        {
            if (context.Space.FindObject(target) is uint block and > 0 && IsUnknown(context, block))
            {
                HashSet<ulong> terms = TermsOf(context, target);
                newcomers.Add((target, terms));
                foreach (ulong term in terms)
                {
                    frequencies[term] = frequencies.GetValueOrDefault(term) + 1;
                }
            }
        }

        foreach ((uint target, HashSet<ulong> terms) in newcomers)
        {
            double product = 0;
            double square = 0;
            foreach (ulong term in terms)
            {
                double rarity = Math.Log(1 + ((double)newcomers.Count / frequencies[term]));
                product += rarity * rarity * wanted.GetValueOrDefault(term);
                square += rarity * rarity;
            }

            if (product > 0)
            {
                pool.Add(target, product / Math.Sqrt(square));
            }
        }
    }

    private static bool IsUnknown(RecallContext context, uint block)
    {
        ref readonly ObjectBlock found = ref context.Space.ReadObject(block);
        return TrendRecall.IsNew(context, block) && found.Liked + found.Reached < Unknown;
    }

    // Terms of the anchors by their weights, and of what the subject says it prefers.
    private static Dictionary<ulong, double> Wanted(RecallContext context)
    {
        Dictionary<ulong, double> wanted = [];
        foreach (Anchor anchor in context.Anchors)
        {
            HashSet<ulong> terms = TermsOf(context, anchor.Object);
            foreach (ulong term in terms)
            {
                wanted[term] = wanted.GetValueOrDefault(term) + (anchor.Weight / Math.Sqrt(terms.Count));
            }
        }

        foreach (AttributeDefinition attribute in context.Surface.Preferences.Select(p => p.Object).Distinct())
        {
            List<long> values = context.Preferred(attribute);
            foreach (long bits in values)
            {
                ulong term = TermOf(attribute, bits);
                double stated = RecallContext.StatedShare(context.Anchors.Count) / values.Count;
                wanted[term] = wanted.GetValueOrDefault(term) + stated;
            }
        }

        return wanted;
    }

    private static HashSet<ulong> TermsOf(RecallContext context, uint target)
    {
        HashSet<ulong> terms = [];
        EntityKind kind = context.Surface.Of;
        foreach (AttributeDefinition attribute in kind.Attributes)
        {
            if (!context.Profiles.Has(kind, target, attribute.Index))
            {
                continue;
            }

            switch (attribute.Type.Kind)
            {
                case ValueKind.Entity:
                    terms.Add(TermOf(attribute, context.Profiles.Bits(kind, target, attribute.Index)));
                    break;
                case ValueKind.Text:
                    terms.Add(TermOf(attribute, context.Profiles.Bits(kind, target, attribute.Index)));
                    AddWords(context.Profiles.Text(kind, target, attribute.Index), terms);
                    break;
                case ValueKind.List when attribute.Type.Element!.Kind == ValueKind.Text:
                    ListReader list = new(
                        context.Profiles.ListBytes(kind, target, attribute.Index), ValueKind.Text);
                    while (list.MoveNext())
                    {
                        AddWords(list.Text, terms);
                    }

                    break;
                default:
                    break;
            }
        }

        return terms;
    }

    private static ulong TermOf(AttributeDefinition attribute, long bits) =>
        StableHash.Of((ulong)bits, (ulong)attribute.Index + 1);

    private static void AddWords(ReadOnlySpan<byte> utf8, HashSet<ulong> terms)
    {
        Span<char> text = stackalloc char[MostCharacters];
        Encoding.UTF8.GetDecoder().Convert(utf8, text, flush: true, out _, out int length, out _);
        Span<char> folded = text[..length];
        foreach (ref char character in folded)
        {
            character = char.ToLowerInvariant(character);
        }

        WordEnumerator words = new(folded);
        for (int i = 0; i < MostWords && words.MoveNext(); i++)
        {
            terms.Add(StableHash.Of(MemoryMarshal.AsBytes(words.Current)));
        }
    }
}
