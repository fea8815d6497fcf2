using System.Collections.Concurrent;
using System.Linq.Expressions;
using System.Reflection;

namespace Tidepool.Tests.ModelChecking;

/// <summary>The object that the compiler makes of an iterator: its position and its locals are fields, so that it can be copied and compared.</summary>
internal static class Frame
{
    private const BindingFlags Fields = BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public;

    private static readonly Func<object, object> s_copy = typeof(object)
        .GetMethod("MemberwiseClone", BindingFlags.Instance | BindingFlags.NonPublic)!
        .CreateDelegate<Func<object, object>>();

    private static readonly ConcurrentDictionary<Type, Action<object, KeyWriter>> s_addKey = [];

    private static int s_lastType;

    internal static IEnumerator<object> Copy(IEnumerator<object> frame) => (IEnumerator<object>)s_copy(frame);

    internal static void AddKey(IEnumerator<object> frame, KeyWriter key) => s_addKey.GetOrAdd(frame.GetType(), MakeAddKey)(frame, key);

    private static Action<object, KeyWriter> MakeAddKey(Type type)
    {
        ParameterExpression frame = Expression.Parameter(typeof(object));
        ParameterExpression key = Expression.Parameter(typeof(KeyWriter));
        List<Expression> adds = [Add(Expression.Constant(Interlocked.Increment(ref s_lastType)))];
        foreach (FieldInfo field in type.GetFields(Fields))
        {
            // The model is the same in all states, and the last yielded value follows from the iterator's position.
            if (field.FieldType.IsSubclassOf(typeof(Model)) || field.FieldType == typeof(object))
            {
                continue;
            }

            Assert.True(field.FieldType == typeof(int) || field.FieldType == typeof(bool),
                $"{field} of {type} is neither a number nor a bool: states can't be compared.");
            Expression value = Expression.Field(Expression.Convert(frame, type), field);
            adds.Add(Add(field.FieldType == typeof(bool) ? Expression.Condition(value, Expression.Constant(1), Expression.Constant(0)) : value));
        }

        return Expression.Lambda<Action<object, KeyWriter>>(Expression.Block(adds), frame, key).Compile();

        Expression Add(Expression value) => Expression.Call(key, nameof(KeyWriter.Add), null, value);
    }
}

/// <summary>Writes numbers as text: two texts are equal only if all their numbers are.</summary>
internal sealed class KeyWriter
{
    private char[] _chars = new char[128];
    private int _length;

    internal ReadOnlySpan<char> Written => _chars.AsSpan(0, _length);

    internal void Clear() => _length = 0;

    internal void Add(int value)
    {
        if (_length + 2 > _chars.Length)
        {
            Array.Resize(ref _chars, _chars.Length * 2);
        }

        // Small numbers, the most frequent ones, take one character.
        uint shifted = (uint)value + 0x4000;
        if (shifted >= 0x8000)
        {
            _chars[_length++] = (char)(0x8000 | (shifted >> 16));
        }

        _chars[_length++] = (char)shifted;
    }
}
