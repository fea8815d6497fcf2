using Tidepool.Analyzers.CodeFixes;
using Tidepool.Analyzers.Tests.Verification;

namespace Tidepool.Analyzers.Tests.CodeFixes;

/// <summary>All places at once: several in one method, nested, and in different methods.</summary>
[Trait("Requirement", "A4")]
public class FixAllTests
{
    [Fact]
    public Task MakeUsing_SeveralNestedLeases_AreAllDeclaredWithUsing() => FixAllVerifier.VerifyAsync<MakeUsingFix>(
        "TIDE001",
        """
        class Test
        {
            void Run(BytePool pool, bool flag)
            {
                ByteLease first = pool.Rent(10);
                ByteLease second = pool.Rent(20);
                first.Span.CopyTo(second.Span);
                if (flag)
                {
                    ByteLease inner = pool.Rent(30);
                    inner.Span.CopyTo(second.Span);
                }
            }

            void Again(BytePool pool)
            {
                ByteLease lease = pool.Rent(10);
                lease.Span.Clear();
            }
        }
        """,
        """
        class Test
        {
            void Run(BytePool pool, bool flag)
            {
                using ByteLease first = pool.Rent(10);
                using ByteLease second = pool.Rent(20);
                first.Span.CopyTo(second.Span);
                if (flag)
                {
                    using ByteLease inner = pool.Rent(30);
                    inner.Span.CopyTo(second.Span);
                }
            }

            void Again(BytePool pool)
            {
                using ByteLease lease = pool.Rent(10);
                lease.Span.Clear();
            }
        }
        """);

    [Fact]
    public Task ReturnInFinally_SeveralLeasesOfABlock_NestTheirFinally() => FixAllVerifier.VerifyAsync<ReturnInFinallyFix>(
        "TIDE001",
        """
        class Test
        {
            void Run(BytePool pool, bool flag)
            {
                ByteLease first = pool.Rent(10);
                ByteLease second = pool.Rent(20);
                if (flag)
                {
                    return;
                }

                second.Return();
                first.Return();
            }
        }
        """,
        """
        class Test
        {
            void Run(BytePool pool, bool flag)
            {
                ByteLease first = pool.Rent(10);
                try
                {
                    ByteLease second = pool.Rent(20);
                    try
                    {
                        if (flag)
                        {
                            return;
                        }
                    }
                    finally
                    {
                        second.Return();
                    }
                }
                finally
                {
                    first.Return();
                }
            }
        }
        """);

    [Fact]
    public Task Copy_SeveralBytesGivenAway_AreAllCopied() => FixAllVerifier.VerifyAsync<CopyFix>(
        "TIDE004",
        """
        class Test
        {
            Memory<byte> _kept;

            Memory<byte> Run(BytePool pool, bool flag)
            {
                using ByteLease first = pool.Rent(10);
                _kept = first.Memory;
                if (flag)
                {
                    using ByteLease second = pool.Rent(10);
                    return second.Memory;
                }

                return first.Memory[1..];
            }
        }
        """,
        """
        class Test
        {
            Memory<byte> _kept;

            Memory<byte> Run(BytePool pool, bool flag)
            {
                using ByteLease first = pool.Rent(10);
                _kept = first.Memory.ToArray();
                if (flag)
                {
                    using ByteLease second = pool.Rent(10);
                    return second.Memory.ToArray();
                }

                return first.Memory[1..].ToArray();
            }
        }
        """);

    [Fact]
    public Task LeaseForArray_ArraysReturnedInOneFinally_AllBecomeLeases() => FixAllVerifier.VerifyAsync<LeaseForArrayFix>(
        "TIDE008",
        """
        class Test
        {
            void Run(int size)
            {
                byte[] first = ArrayPool<byte>.Shared.Rent(size);
                byte[] second = ArrayPool<byte>.Shared.Rent(size);
                try
                {
                    first.AsSpan(0, size).CopyTo(second.AsSpan(0, size));
                    byte[] inner = ArrayPool<byte>.Shared.Rent(2);
                    inner[0] = inner[1];
                    ArrayPool<byte>.Shared.Return(inner);
                }
                finally
                {
                    ArrayPool<byte>.Shared.Return(first);
                    ArrayPool<byte>.Shared.Return(second);
                }
            }
        }
        """,
        """
        class Test
        {
            void Run(int size)
            {
                using ByteLease first = BytePool.Shared.Rent(size);
                using ByteLease second = BytePool.Shared.Rent(size);
                first.Span.Slice(0, size).CopyTo(second.Span.Slice(0, size));
                using ByteLease inner = BytePool.Shared.Rent(2);
                inner.Span[0] = inner.Span[1];
            }
        }
        """);

    [Fact]
    public Task PoolField_SeveralPoolsOfNestedTypes_GetFieldsOfDifferentNames() => FixAllVerifier.VerifyAsync<PoolFieldFix>(
        "TIDE009",
        """
        class Test
        {
            void Run()
            {
                BytePool first = new BytePool(1, 2, 3);
                BytePool second = new BytePool(4, 5, 6);
                first.Rent(10).Return();
                second.Rent(20).Return();
            }

            class Inner
            {
                void Run()
                {
                    BytePool own = new BytePool(7, 8, 9);
                    own.Rent(10).Return();
                }
            }
        }
        """,
        """
        class Test
        {
            private static readonly BytePool s_pool2 = new BytePool(4, 5, 6);
            private static readonly BytePool s_pool = new BytePool(1, 2, 3);

            void Run()
            {
                s_pool.Rent(10).Return();
                s_pool2.Rent(20).Return();
            }

            class Inner
            {
                private static readonly BytePool s_pool = new BytePool(7, 8, 9);

                void Run()
                {
                    s_pool.Rent(10).Return();
                }
            }
        }
        """);
}
