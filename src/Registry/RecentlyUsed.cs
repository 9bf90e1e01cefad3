namespace MlOpsDashboard.Registry;

/// <summary>Keeps what was asked for lately; what was not used for longest goes when all together grow too large. From any thread.</summary>
/// <param name="most">What all of them may take together; one that takes more alone is not kept.</param>
/// <param name="size">What one takes, in the same unit.</param>
internal sealed class RecentlyUsed<TKey, TValue>(long most, Func<TValue, long> size)
    where TKey : notnull
    where TValue : class
{
    private readonly Lock gate = new();
    private readonly LinkedList<(TKey Key, TValue Value, long Size)> recent = new();
    private long taken;

    /// <summary>Null where it is not kept.</summary>
    public TValue? Find(TKey key)
    {
        lock (gate)
        {
            for (var node = recent.First; node is not null; node = node.Next)
            {
                if (!node.Value.Key.Equals(key))
                    continue;
                recent.Remove(node);
                recent.AddFirst(node);
                return node.Value.Value;
            }
            return null;
        }
    }

    /// <summary>Where the key is known already, what it has stays.</summary>
    public void Keep(TKey key, TValue value)
    {
        var own = size(value);
        if (own > most)
            return;
        lock (gate)
        {
            if (recent.Any(kept => kept.Key.Equals(key)))
                return;
            recent.AddFirst((key, value, own));
            for (taken += own; taken > most; recent.RemoveLast())
                taken -= recent.Last!.Value.Size;
        }
    }
}
