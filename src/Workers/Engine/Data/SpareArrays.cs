namespace MlOpsDashboard.Workers.Engine.Data;

/// <summary>
/// Byte arrays of pictures that were decoded, for the next ones: a new array of this size is fresh memory each time, whose pages the system must clear. A
/// thread keeps a few
/// arrays, of exactly the lengths that were asked for: pictures of one camera have one size.
/// </summary>
internal static class SpareArrays
{
    private const int Most = 8;
    private const int MostBytes = 64 << 20;

    [ThreadStatic]
    private static List<byte[]>? _spare;

    /// <summary>An array of that length, its content undefined.</summary>
    public static byte[] Rent(int length)
    {
        for (var i = 0; i < (_spare?.Count ?? 0); i++)
        {
            if (_spare![i].Length == length)
            {
                var found = _spare[i];
                _spare.RemoveAt(i);
                return found;
            }
        }
        return GC.AllocateUninitializedArray<byte>(length);
    }

    /// <summary>Takes back an array that nothing refers to any more.</summary>
    public static void Return(byte[] array)
    {
        _spare ??= [];
        _spare.Add(array);
        while (_spare.Count > Most || _spare.Sum(spare => (long)spare.Length) > MostBytes)
        {
            _spare.RemoveAt(0);
        }
    }
}
